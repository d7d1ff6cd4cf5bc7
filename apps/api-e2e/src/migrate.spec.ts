import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { calls } from '@passline/contracts';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { storedCollections } from './testing/backups.ts';
import { moveOrder, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { runTool, tool } from './testing/tool.ts';

// Several processes start and stop in each test, which takes long on a busy machine.
jest.setTimeout(120_000);

let server: RunningServer;
let orderId: string;
let tokens: { accessToken: string; refreshToken: string };
let target: RunningEngine;
let client: MongoClient;

/** A stopped server with data, and an engine over the wire in place of a MongoDB. */
beforeAll(async () => {
  server = await startServer();
  const [owner, customer] = await server.api.signInAll('owner', 'customer');
  const { id } = await placeOrder(customer, await dishWithoutOptions(server.api), { fulfilment: 'pickup' });
  await moveOrder(owner, id, 'confirmed', 'preparing');
  orderId = id;
  tokens = customer.session;
});
afterAll(stopAll);
beforeEach(async () => {
  target = await startEngine({ path: temporaryDirectory() });
  client = await new MongoClient(target.uri).connect();
});
afterEach(async () => {
  await client.close();
  await target.close();
});

const migrate = (...more: string[]) =>
  runTool('migrate', [target.uri, ...more], { DATA_DIR: server.dataDir });
const there = () => storedCollections({ MONGODB_URI: target.uri, DATA_DIR: temporaryDirectory() });

test('is rejected while a server uses the data', async () => {
  expect(await migrate()).toMatchObject({ code: 1, errors: expect.stringContaining('Stop it first') });
  expect(await client.db().listCollections().toArray()).toEqual([]);
  await server.stop();
});

test('copies everything, repeatably, and sessions continue on the new store', async () => {
  const first = await migrate();
  expect(first.code).toBe(0);
  expect(first.output).toContain('every count and hash matches');
  expect(first.output).toContain(join(server.dataDir, 'jwt-secret'));
  const here = await storedCollections({ DATA_DIR: server.dataDir });
  expect(here.find(({ name }) => name === 'orders')).toMatchObject({ count: 1 });
  expect(await there()).toEqual(here);

  expect((await migrate()).output).toMatch(/ 0 documents of 0 collections copied/);
  expect(await there()).toEqual(here);

  const JWT_SECRET = readFileSync(join(server.dataDir, 'jwt-secret'), 'utf8').trim();
  const moved = await startServer({ MONGODB_URI: target.uri, JWT_SECRET });
  const customer = moved.api.as(tokens.accessToken);
  expect(await customer.ok(calls.getOrder, { params: { id: orderId } })).toMatchObject({
    status: 'preparing',
  });
  await customer.ok(calls.refresh, { body: { refreshToken: tokens.refreshToken } });
  await moveOrder(await moved.api.signIn('owner'), orderId, 'ready');
  expect(await moved.stop()).toBe(0);

  const refused = await migrate();
  expect(refused).toMatchObject({ code: 1, errors: expect.stringMatching(/other data .*orders/) });
  expect((await migrate('--force')).code).toBe(0);
  expect(await there()).toEqual(here);
});

test('that was interrupted is completed by running it again', async () => {
  await tool('migrate', [target.uri], { DATA_DIR: server.dataDir });
  const whole = await there();
  const db = client.db();
  // As after a crash: some collections are complete, others are partly written under their temporary name.
  await db.renameCollection('orders', 'restoring.orders');
  await db.collection('restoring.orders').deleteMany({});
  await db.dropCollection('users');
  expect((await migrate()).output).toMatch(/ \d+ documents of 2 collections copied/);
  expect(await there()).toEqual(whole);
  expect((await db.listCollections().toArray()).filter(({ name }) => name.startsWith('restoring.'))).toEqual(
    [],
  );
});

test('does not count expired documents, which may be deleted on one side already', async () => {
  await tool('migrate', [target.uri], { DATA_DIR: server.dataDir });
  const sessions = client.db().collection('sessions');
  const ends = (await sessions.indexes()).find((index) => index.expireAfterSeconds !== undefined)!;
  const [field] = Object.keys(ends.key);
  await sessions.insertOne({ [field!]: new Date(0) });
  expect((await migrate()).output).toMatch(/ 0 documents of 0 collections copied/);
});

test.each([
  ['no address', [], 2, 'usage'],
  ['what is no MongoDB', ['http://127.0.0.1'], 1, 'must begin with mongodb://'],
  ['no server', ['mongodb://127.0.0.1:1'], 1, 'cannot connect to'],
])('with %s ends with a message', async (_, args, code, words) => {
  const ran = await runTool('migrate', args, { DATA_DIR: server.dataDir });
  expect(ran).toMatchObject({ code, errors: expect.stringContaining(words) });
});
