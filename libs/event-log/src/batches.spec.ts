import { Batches, KeyedBatches } from './batches.ts';

function stepped() {
  const seen: number[][] = [];
  const ends: (() => void)[] = [];
  const batches = new Batches<number, number>(
    async (batch) => {
      seen.push(batch.map(({ item }) => item));
      await new Promise<void>((end) => ends.push(end));
      for (const { item, resolve, reject } of batch)
        if (item < 0) reject(new Error(`${item}`));
        else resolve(item * 10);
    },
    { most: 3 },
  );
  const tick = () => new Promise((done) => setImmediate(() => setImmediate(done)));
  return { batches, seen, tick, end: () => ends.shift()?.() };
}

test('what arrives during a batch is the next one, in order and up to the limit', async () => {
  const { batches, seen, tick, end } = stepped();
  const results = [1, 2].map((item) => batches.add(item));
  await tick();
  results.push(...[3, 4, 5, 6].map((item) => batches.add(item)));
  end();
  await tick();
  end();
  await tick();
  end();
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50, 60]);
  expect(seen).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('one refused item does not fail the others, and a batch that throws fails all of its own', async () => {
  const { batches, tick, end } = stepped();
  const results = [1, -2].map((item) => batches.add(item));
  await tick();
  end();
  await expect(results[0]).resolves.toBe(10);
  await expect(results[1]).rejects.toThrow('-2');

  const failing = new Batches<number, number>(
    async ([first]) => {
      if (first?.item === 1) throw new Error('no store');
      first?.resolve(7);
    },
    { most: 1 },
  );
  const [lost, next] = [failing.add(1), failing.add(2)];
  await expect(lost).rejects.toThrow('no store');
  await expect(next).resolves.toBe(7);
});

test('keys are batched apart, and one that was idle starts again', async () => {
  const seen: string[] = [];
  const keyed = new KeyedBatches<number, number>(async (key, batch) => {
    seen.push(`${key}: ${batch.map(({ item }) => item).join()}`);
    for (const { item, resolve } of batch) resolve(item);
  });
  await Promise.all([keyed.add('a', 1), keyed.add('b', 2), keyed.add('a', 3)]);
  await keyed.add('a', 4);
  expect(seen).toEqual(['a: 1,3', 'b: 2', 'a: 4']);
});

test('with a spacing, the first batch begins at once, and what arrives in the pause is one batch after it', async () => {
  const seen: number[][] = [];
  const batches = new Batches<number, number>(
    async (batch) => {
      seen.push(batch.map(({ item }) => item));
      for (const { item, resolve } of batch) resolve(item);
    },
    { spacingMs: 20 },
  );
  await batches.add(1);
  const later = [2, 3].map((item) => batches.add(item));
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  later.push(batches.add(4));
  await Promise.all(later);
  expect(seen).toEqual([[1], [2, 3, 4]]);
});

test('a batch can ask for another pause than the usual one', async () => {
  const seen: number[][] = [];
  const batches = new Batches<number, number>(
    async (batch) => {
      seen.push(batch.map(({ item }) => item));
      for (const { item, resolve } of batch) resolve(item);
      return batch.length === 1 ? 20 : 0;
    },
    { spacingMs: 3_600_000 },
  );
  await batches.add(1);
  await Promise.all([batches.add(2), batches.add(3)]);
  await batches.add(4);
  expect(seen).toEqual([[1], [2, 3], [4]]);
});
