import { createHook } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startEngine, type RunningEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { calmDriver } from './driver-idle.ts';

calmDriver();

let engine: RunningEngine;
let client: MongoClient;

beforeAll(async () => {
  engine = await startEngine({ path: ':memory:' });
  client = await MongoClient.connect(engine.uri);
});
afterAll(async () => {
  await client.close();
  await engine.close();
});

test('an idle pool sets no timer ten times a second', async () => {
  await client.db('a').command({ ping: 1 });
  let timers = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'Timeout') timers += 1;
    },
  }).enable();
  await pause(1_000);
  hook.disable();
  expect(timers).toBeGreaterThan(0);
  expect(timers).toBeLessThan(5);
});

test('the pool still works after its connections were closed', async () => {
  await client.close();
  await client.connect();
  expect(await client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
});
