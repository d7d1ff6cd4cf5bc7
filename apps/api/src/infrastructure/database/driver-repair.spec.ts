import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { startEngine, type RunningEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { repairDriver } from './driver-repair.ts';

repairDriver();

let engine: RunningEngine;
let way: Server;
let client: MongoClient;
const ends = new Set<Socket>();
let hangs = false;
const ours = new Set<Socket>();
subscribe('net.client.socket', (message) => ours.add((message as { socket: Socket }).socket));

beforeEach(async () => {
  engine = await startEngine({ path: ':memory:' });
  const { socketPath } = engine;
  hangs = false;
  way = createServer((socket) => {
    const there = connect(socketPath!);
    for (const end of [socket, there]) ends.add(end.on('error', () => end.destroy()));
    socket.on('data', (chunk) => {
      there.write(chunk);
      if (hangs) socket.pause();
    });
    there.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  client = new MongoClient(`mongodb://127.0.0.1:${(way.address() as AddressInfo).port}/a`, {
    socketTimeoutMS: 300,
    serverSelectionTimeoutMS: 3_000,
  });
  await client.connect();
});
afterEach(async () => {
  await client.close();
  way.close();
  for (const end of ends) end.destroy();
  await engine.close();
});

test('a write that a hanging store does not take is refused when the patience is over', async () => {
  await client.db().collection('a').findOne();
  hangs = true;
  const writing = client
    .db()
    .collection('a')
    .insertOne({ much: 'x'.repeat(15_000_000) });
  await expect(writing).rejects.toThrow(/timed out|closed/);
});

test('a write in the moment in which the connection dies is refused', async () => {
  const { port } = way.address() as AddressInfo;
  await client.db().collection('a').insertOne({});
  // What the driver has not heard of yet.
  for (const socket of ours) if (socket.remotePort === port) socket.destroy();
  await expect(client.db().collection('a').insertOne({})).rejects.toThrow(/closed/);
  await client.db().collection('a').insertOne({});
});
