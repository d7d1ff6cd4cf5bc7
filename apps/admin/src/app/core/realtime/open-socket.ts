import type { RealtimeSocket } from '@passline/realtime-client';
import { Socket } from 'ngx-socket-io';

/** One socket that nobody else uses: ngx-socket-io's, whose reconnecting the realtime client takes over. */
export const openSocket = (): RealtimeSocket =>
  new Socket(
    {
      url: location.origin,
      options: {
        autoConnect: false,
        forceNew: true,
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
      },
    },
    // Only needed by what we do not use of it: change detection by zone.
    null as never,
  );
