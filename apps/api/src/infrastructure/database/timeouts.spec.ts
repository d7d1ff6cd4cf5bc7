import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import mongoose, { type Connection } from 'mongoose';
import { problemOf } from '../problems/problem-of.ts';
import { repairDriver } from './driver-repair.ts';
import type { Config } from '../../common/config/env.ts';
import { Storage } from './storage.ts';
import { StoreProbe } from './store-probe.ts';
import { storeTimeouts } from './timeouts.ts';

repairDriver();

const limitMs = 1_000;
const ends = new Set<Socket>();
let engine: RunningEngine;
let proxy: Server;
let connection: Connection;
let hangs: boolean;

/** Forwards to the store until it "hangs": then it accepts connections and bytes, but answers nothing. */
beforeEach(async () => {
  hangs = false;
  engine = await startEngine({ path: ':memory:' });
  proxy = createServer((socket) => {
    const upstream = connect(engine.socketPath!);
    for (const end of [socket, upstream]) ends.add(end.on('error', () => end.destroy()));
    socket.pipe(upstream);
    upstream.on('data', (chunk) => hangs || socket.write(chunk));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  connection = await mongoose
    .createConnection(`mongodb://127.0.0.1:${port}/a?directConnection=true`, storeTimeouts(limitMs))
    .asPromise();
});
afterEach(async () => {
  await connection.close(true);
  proxy.close();
  for (const end of ends) end.destroy();
  await engine.close();
});

const read = () => connection.collection('a').findOne({});

test('with a hanging store, health answers first, and the read fails as unavailable within the limit', async () => {
  const storage = new Storage(connection, null, {} as Config);
  const probe = new StoreProbe(connection, {} as Config);
  expect(await storage.isUp(limitMs)).toBe(true);
  await read();
  hangs = true;
  const order: string[] = [];
  const [problem] = await Promise.all([
    read().catch((error: unknown) => {
      order.push('read');
      return problemOf(error, { method: 'GET', path: '/' });
    }),
    storage.isUp(limitMs / 8).then((up) => order.push(up ? 'up' : 'down')),
    probe.report(limitMs / 4).then(({ status }) => order.push(`the probe is ${status}`)),
    pause(limitMs * 2).then(() => order.push('twice the limit')),
  ]);
  expect(order).toEqual(['down', 'the probe is down', 'read', 'twice the limit']);
  expect(problem).toMatchObject({ code: 'unavailable' });
  // It also holds when no working connection is left in the pool.
  expect(await storage.isUp(limitMs / 8)).toBe(false);
  await expect(read()).rejects.toThrow();
});
