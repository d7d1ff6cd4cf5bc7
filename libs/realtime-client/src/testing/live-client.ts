import { filter, firstValueFrom, type Observable } from 'rxjs';
import { io } from 'socket.io-client';
import type { RealtimeClientOptions } from '../client-options.ts';
import { createRealtimeClient, type RealtimeClient } from '../client.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import type { ReferenceLog } from './reference-log.ts';
import { ReferenceServer } from './reference-server.ts';

const quick = {
  backoff: { min: 5, max: 40, jitter: 0.5 },
  gaps: { grace: 5, giveUpAfter: 60_000 },
  liveness: { every: 40, deadAfter: 200 },
} as const;

const ends: (() => unknown)[] = [];
/** After each test: closes in reverse order of creation. */
export const endAll = async () => {
  for (const end of ends.splice(0).reverse()) await end();
};

export const serve = async (log?: ReferenceLog) => {
  const server = await ReferenceServer.start(log);
  ends.push(() => server.stop());
  server.accounts.set('staff', {
    userId: 'u1',
    role: 'staff',
    rooms: ['user:u1', 'restaurant:r1', 'public'],
    mayJoin: ['order:o1', 'order:o2'],
  });
  return server;
};
export const through = async (server: ReferenceServer) => {
  const proxy = await CuttingProxy.to(server.port);
  ends.push(() => proxy.close());
  return proxy;
};
export const clientOf = (url: string, options: Partial<RealtimeClientOptions> = {}) => {
  const client = createRealtimeClient({
    connect: { url, io, options: { transports: ['websocket'] } },
    token: () => 'staff',
    ...quick,
    ...options,
  });
  ends.push(() => client.stop());
  const received: string[] = [];
  client.all$.subscribe(({ payload }) => received.push((payload as { orderId: string }).orderId));
  const resyncs: string[] = [];
  client.resync$.subscribe((all) => resyncs.push(...all.map(({ stream, cause }) => `${cause} ${stream}`)));
  return { client, received, resyncs };
};
export const urlOf = (server: ReferenceServer) => `http://127.0.0.1:${server.port}`;
export const until = <T>(source: Observable<T>, is: (value: T) => boolean) =>
  firstValueFrom(source.pipe(filter(is)));
export const state = (client: RealtimeClient, name: string) =>
  until(client.status$, (it) => it.state === name);
export const started = async (client: RealtimeClient) => {
  client.start();
  await state(client, 'connected');
};
/** A public event, named by a number. */
export const publish = (log: ReferenceLog, name: string, ...streams: string[]) =>
  log.append('order:promise:update', { orderId: name, readyAt: null, deliverAt: null, version: 1 }, streams);
/** Resolves when that event has arrived; all earlier events have arrived by then. */
export const receives = (client: RealtimeClient, name: string) =>
  until(client.events('order:promise:update'), ({ payload }) => payload.orderId === name);
