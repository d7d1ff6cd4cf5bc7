// ngx-socket-io is compiled in part only: the rest is done by this when it is loaded.
import '@angular/compiler';
import { firstValueFrom } from 'rxjs';
import { Socket } from 'ngx-socket-io';
import type { RealtimeSocket } from './socket.ts';
import { clientOf, endAll, hears, publish, serve, started, state, urlOf } from './testing/live-client.ts';

afterEach(endAll);

it('works over the socket of ngx-socket-io as it is', async () => {
  const server = await serve();
  const wrapped = new Socket(
    { url: urlOf(server), options: { autoConnect: false, forceNew: true } },
    null as never,
  );
  const socket: RealtimeSocket = wrapped;
  const { client, heard } = clientOf('', { connect: () => socket });
  await started(client);
  const first = hears(client, 'first');
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
  expect(heard).toEqual(['first', 'second']);

  client.stop();
  expect(wrapped.connected).toBe(false);
  expect(wrapped.listenersAny()).toEqual([]);
  expect(wrapped.hasListeners('connect')).toBe(false);
});
