import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { isInUse, snapshotCommand, startEngine, startLocalEngine, uriOfRunning } from '../index.ts';
import { temporaryDirectory } from '../testing/temporary.ts';

interface Counted {
  _id: number;
  filling: string;
}

const ids = async (client: MongoClient, name: string): Promise<number[]> =>
  (await client.db().collection<Counted>(name).find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

it('copies the store as of one moment, while clients write', async () => {
  using directory = temporaryDirectory();
  const engine = await startEngine({ path: directory.path });
  const client = await new MongoClient(engine.uri).connect();
  const [before, after] = ['before', 'after'].map((name) => client.db().collection<Counted>(name));
  const filling = 'x'.repeat(500);
  await before!.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ _id: n, filling })));
  await after!.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ _id: n, filling })));

  let acknowledged = 19_999;
  const enough = new AbortController();
  const writing = (async () => {
    for (let next = 20_000; !enough.signal.aborted; next++) {
      await before!.insertOne({ _id: next, filling });
      await after!.insertOne({ _id: next, filling });
      acknowledged = next;
    }
  })();
  const least = acknowledged;
  const { path } = await client.db().command({ [snapshotCommand]: 1 });
  const most = acknowledged;
  enough.abort();
  await writing;
  await client.close();

  expect(String(path).startsWith(directory.path)).toBe(true);
  const copy = await startLocalEngine({ path: String(path) });
  const reader = await new MongoClient(copy.uri).connect();
  const [first, second] = [await ids(reader, 'before'), await ids(reader, 'after')];
  expect(first).toEqual(first.map((_, index) => index));
  expect(second).toEqual(second.map((_, index) => index));
  expect([0, 1]).toContain(first.length - second.length);
  expect(second.length).toBeGreaterThan(least);
  expect(second.length).toBeLessThanOrEqual(most + 2);
  await reader.close();
  await copy.close();
  await engine.close();
});

it('succeeds under many concurrent writes, for a small and a large store', async () => {
  using directory = temporaryDirectory();
  const engine = await startEngine({ path: directory.path });
  const client = await new MongoClient(engine.uri, { maxPoolSize: 16 }).connect();
  const rush = client.db().collection<Counted>('rush');
  const enough = new AbortController();
  let next = 0;
  const writing = Promise.all(
    Array.from({ length: 12 }, async () => {
      while (!enough.signal.aborted) await rush.insertOne({ _id: next++, filling: 'x'.repeat(2000) });
    }),
  );
  const counts: number[] = [];
  for (let round = 0; round < 12; round++) {
    const least = await rush.countDocuments();
    const { path } = await client.db().command({ [snapshotCommand]: 1 });
    const copy = await startLocalEngine({ path: String(path) });
    const reader = await new MongoClient(copy.uri).connect();
    counts.push(await reader.db().collection('rush').countDocuments());
    expect(counts.at(-1)).toBeGreaterThanOrEqual(least);
    await reader.close();
    await copy.close();
    if (round === 5)
      await rush.insertMany(
        Array.from({ length: 10_000 }, () => ({ _id: next++, filling: 'x'.repeat(500) })),
      );
  }
  enough.abort();
  await writing;
  await client.close();
  await engine.close();
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

it('fails for a store in memory, which continues to work', async () => {
  const engine = await startEngine({ path: ':memory:' });
  const client = await new MongoClient(engine.uri).connect();
  await expect(client.db().command({ [snapshotCommand]: 1 })).rejects.toThrow('in memory');
  expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  await client.close();
  await engine.close();
});

it('returns the address of a running engine to the owner of its directory', async () => {
  using directory = temporaryDirectory();
  expect(uriOfRunning(directory.path)).toBeNull();
  const engine = await startEngine({ path: directory.path });
  expect(uriOfRunning(directory.path)).toBe(engine.uri);
  const refusal = await startEngine({ path: directory.path }).catch((error: unknown) => error);
  expect(isInUse(refusal)).toBe(true);
  await engine.close();
  expect(existsSync(join(directory.path, 'engine.address'))).toBe(false);
});
