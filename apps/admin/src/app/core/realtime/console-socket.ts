import { ApplicationRef, Service, inject } from '@angular/core';
import { Socket } from 'ngx-socket-io';

/**
 * The socket of one realtime client. Provide it beside the client, as ngx-socket-io documents for several sockets:
 * the console and the tracking page must not share one, because each authenticates its own connection.
 */
@Service({ autoProvided: false })
export class ConsoleSocket extends Socket {
  constructor() {
    super(
      {
        url: location.origin,
        options: {
          // The realtime client decides when to connect and reconnect.
          autoConnect: false,
          forceNew: true,
          transports: ['websocket', 'polling'],
          tryAllTransports: true,
        },
      },
      inject(ApplicationRef),
    );
  }
}
