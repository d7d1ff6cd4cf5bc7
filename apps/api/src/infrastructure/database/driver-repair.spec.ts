import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { startEngine, type RunningEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { repairDriver } from './driver-repair.ts';

repairDriver();

let engine: RunningEngine;
let proxy: Server;
let client: MongoClient;
const ends = new Set<Socket>();
let hangs = false;
const sockets = new Set<Socket>();
subscribe('net.client.socket', (message) => sockets.add((message as { socket: Socket }).socket));

beforeEach(async () => {
  engine = await startEngine({ path: ':memory:' });
  const { socketPath } = engine;
  hangs = false;
  proxy = createServer((socket) => {
    const upstream = connect(socketPath!);
    for (const end of [socket, upstream]) ends.add(end.on('error', () => end.destroy()));
    socket.on('data', (chunk) => {
      upstream.write(chunk);
      if (hangs) socket.pause();
    });
    upstream.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  client = new MongoClient(`mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}/a`, {
    socketTimeoutMS: 300,
    serverSelectionTimeoutMS: 3_000,
  });
  await client.connect();
});
afterEach(async () => {
  await client.close();
  proxy.close();
  for (const end of ends) end.destroy();
  await engine.close();
});

test('a write to a hanging store fails after the timeout', async () => {
  await client.db().collection('a').findOne();
  hangs = true;
  const writing = client
    .db()
    .collection('a')
    .insertOne({ much: 'x'.repeat(15_000_000) });
  await expect(writing).rejects.toThrow(/timed out|closed/);
});

test('a write at the moment the connection closes fails', async () => {
  const { port } = proxy.address() as AddressInfo;
  await client.db().collection('a').insertOne({});
  // Closed before the driver learns of it.
  for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
  await expect(client.db().collection('a').insertOne({})).rejects.toThrow(/closed/);
  await client.db().collection('a').insertOne({});
});
