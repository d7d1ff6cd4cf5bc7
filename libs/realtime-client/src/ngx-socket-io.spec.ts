// ngx-socket-io is only partly compiled: this import compiles the rest when it is loaded.
import '@angular/compiler';
import { ApplicationRef, Injector } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Socket } from 'ngx-socket-io';
import type { RealtimeSocket } from './socket.ts';
import { clientOf, endAll, receives, publish, serve, started, state, urlOf } from './testing/live-client.ts';

afterEach(endAll);

it('works with an unmodified socket of ngx-socket-io', async () => {
  const server = await serve();
  const config = { url: urlOf(server), options: { autoConnect: false, forceNew: true } };
  const wrapped = Injector.create({
    providers: [
      { provide: ApplicationRef, useValue: { tick: () => undefined } },
      {
        provide: Socket,
        useFactory: (app: ApplicationRef) => new Socket(config, app),
        deps: [ApplicationRef],
      },
    ],
  }).get(Socket);
  const socket: RealtimeSocket = wrapped;
  const { client, received } = clientOf('', { connect: () => socket });
  await started(client);
  const first = receives(client, 'first');
  publish(server.log, 'first', 'restaurant:r1');
  await first;
  expect(await client.send('register', {}).catch((error: unknown) => (error as Error).name)).toBe(
    'RealtimeError',
  );

  const caughtUp = firstValueFrom(client.caughtUp$);
  for (const it of server.sockets) it.disconnect(true);
  await state(client, 'reconnecting');
  publish(server.log, 'second', 'restaurant:r1');
  await caughtUp;
  expect(received).toEqual(['first', 'second']);

  client.stop();
  expect(wrapped.connected).toBe(false);
  expect(wrapped.listenersAny()).toEqual([]);
  expect(wrapped.hasListeners('connect')).toBe(false);
});
