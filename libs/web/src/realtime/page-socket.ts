import { ApplicationRef, Service, inject } from '@angular/core';
import { Socket } from 'ngx-socket-io';

/**
 * The socket of one realtime client. Provide it beside the client, as ngx-socket-io documents for several sockets:
 * a page with several connections must not share one, because each authenticates itself.
 */
@Service({ autoProvided: false })
export class PageSocket extends Socket {
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
