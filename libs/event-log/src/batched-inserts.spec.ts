import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { Inserts } from './batched-inserts.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { isDuplicateKey } from './write-errors.ts';

interface Doc {
  _id: string;
  value?: unknown;
  missing?: undefined;
}

let engine: TestEngine;
let connection: Connection;
let collection: Collection<Doc>;
let commands: string[] = [];

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect({ monitorCommands: true });
  collection = connection.collection('inserts') as unknown as Collection<Doc>;
  connection.getClient().on('commandStarted', ({ commandName }) => void commands.push(commandName));
});
afterAll(() => engine.close());
beforeEach(async () => {
  await collection.deleteMany({});
  commands = [];
});

const idsOf = async () => (await collection.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

test('documents that arrive together are one command, and undefined fields are not stored', async () => {
  const inserts = new Inserts(collection);
  await Promise.all(['a', 'b', 'c'].map((_id) => inserts.add({ _id, missing: undefined })));
  expect(commands).toEqual(['insert']);
  expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 'a' },
    { _id: 'b' },
    { _id: 'c' },
  ]);
});

test('a duplicate fails alone, as a duplicate key; the others of its batch are stored', async () => {
  const inserts = new Inserts(collection);
  await inserts.add({ _id: 'b', value: 'first' });
  const results = await Promise.allSettled(['a', 'b', 'c'].map((_id) => inserts.add({ _id })));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(isDuplicateKey((results[1] as PromiseRejectedResult).reason)).toBe(true);
  expect(await idsOf()).toEqual(['a', 'b', 'c']);
  expect(await collection.findOne({ _id: 'b' })).toEqual({ _id: 'b', value: 'first' });
});

test('a document that cannot be encoded fails alone', async () => {
  const inserts = new Inserts(collection);
  const endless: Doc = { _id: 'b' };
  endless.value = endless;
  const results = await Promise.allSettled(
    [{ _id: 'a' }, endless, { _id: 'c' }].map((doc) => inserts.add(doc)),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await idsOf()).toEqual(['a', 'c']);
});
