/** Measures the embedded engine with full durability: every answer comes after its commit is on the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@passline/embedded-mongo';
import { MongoClient, type Collection } from 'mongodb';

interface Order {
  _id: string;
  version: number;
  restaurant: string;
  status: string;
  total: number;
  placedAt: Date;
  items: { sku: string; quantity: number; price: number }[];
  history: object[];
  outbox: { id: string; type: string; at: Date }[];
}

interface Figure {
  what: string;
  perSecond: number;
  medianMs: number;
  p99Ms: number;
}

const order = (serial: number): Order => ({
  _id: `order-${String(serial).padStart(9, '0')}`,
  version: 1,
  restaurant: `restaurant-${serial % 100}`,
  status: 'pending',
  total: 2590 + (serial % 700),
  placedAt: new Date(1_760_000_000_000 + serial * 1000),
  items: Array.from({ length: 4 }, (_, at) => ({ sku: `sku-${at}`, quantity: 1 + (at % 2), price: 650 })),
  history: [{ to: 'pending', by: 'customer', at: new Date() }],
  outbox: [],
});

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

async function measure(
  what: string,
  count: number,
  clients: number,
  act: (serial: number) => Promise<unknown>,
): Promise<Figure> {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const serial = next++;
        const begun = performance.now();
        await act(serial);
        times.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return {
    what,
    perSecond: count / seconds,
    medianMs: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
}

type Probe = readonly [what: string, act: (serial: number) => Promise<unknown>];

async function alternately(a: Probe, b: Probe): Promise<[Figure, Figure]> {
  const times: [number[], number[]] = [[], []];
  for (let serial = 0; serial < 5000; serial++)
    for (const [at, [, act]] of ([a, b] as const).entries()) {
      const begun = performance.now();
      await act(serial);
      times[at]?.push(performance.now() - begun);
    }
  const figure = (what: string, taken: number[]): Figure => {
    const total = taken.reduce((sum, time) => sum + time, 0);
    taken.sort((x, y) => x - y);
    return {
      what,
      perSecond: (taken.length / total) * 1000,
      medianMs: percentile(taken, 0.5),
      p99Ms: percentile(taken, 0.99),
    };
  };
  return [figure(a[0], times[0]), figure(b[0], times[1])];
}

async function fill(orders: Collection<Order>, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 1000)
    await orders.insertMany(Array.from({ length: Math.min(1000, to - start) }, (_, at) => order(start + at)));
}

const sold = (orders: Collection<Order>, serial: number): Promise<unknown> =>
  orders.findOneAndUpdate(
    { _id: order(serial)._id },
    {
      $set: { status: 'confirmed' },
      $inc: { version: 1 },
      $push: {
        history: { $each: [{ to: 'confirmed', at: new Date() }], $slice: -20 },
        outbox: { $each: [{ id: `event-${serial}`, type: 'order.confirmed', at: new Date() }], $slice: -20 },
      },
    },
    { returnDocument: 'after' },
  );

const directory = await mkdtemp(join(tmpdir(), 'engine-bench-'));
const engine = await startEngine({ path: directory });
const client = await new MongoClient(engine.uri, { maxPoolSize: 32 }).connect();
try {
  const figures: Figure[] = [];
  const single = client.db().collection<Order>('single');
  await single.createIndex({ restaurant: 1, status: 1, placedAt: 1 }, undefined, undefined);
  await measure('warm-up', 500, 1, (serial) => single.insertOne(order(serial)));
  figures.push(
    await measure('insert, 1 client', 3000, 1, (serial) => single.insertOne(order(1000 + serial))),
  );

  const orders = client.db().collection<Order>('orders');
  await orders.createIndex({ restaurant: 1, placedAt: 1 }, undefined, undefined);
  const byIndex = (orders: Collection<Order>, size: number) => (serial: number) => {
    const wanted = order((serial * 7919) % size);
    return orders.find({ restaurant: wanted.restaurant, placedAt: wanted.placedAt }).toArray();
  };
  const few = client.db().collection<Order>('few');
  await few.createIndex({ restaurant: 1, placedAt: 1 }, undefined, undefined);
  await fill(few, 0, 1000);
  await fill(orders, 0, 100_000);
  await measure('warm-up', 2000, 1, byIndex(few, 1000));
  await measure('warm-up', 2000, 1, byIndex(orders, 100_000));
  // Alternates between both, so that other load on the machine affects both equally.
  const [among1k, among100k] = await alternately(
    ['indexed find among 1,000, 1 client', byIndex(few, 1000)],
    ['indexed find among 100,000, 1 client', byIndex(orders, 100_000)],
  );
  figures.push(among1k, among100k);
  figures.push(
    await measure('findOneAndUpdate with two $push, 1 client', 3000, 1, (serial) =>
      sold(orders, (serial * 31) % 1000),
    ),
  );
  figures.push(
    await measure('insert, 32 clients', 10_000, 32, (serial) => single.insertOne(order(100_000 + serial))),
  );
  figures.push(
    await measure('mixed (1 insert, 2 finds, 2 findOneAndUpdate), 32 clients', 20_000, 32, (serial) => {
      switch (serial % 5) {
        case 0:
          return orders.insertOne(order(1_000_000 + serial));
        case 1:
        case 2:
          return byIndex(orders, 100_000)(serial);
        default:
          return sold(orders, (serial * 31) % 100_000);
      }
    }),
  );
  console.log(`Node ${process.version}, ${availableParallelism()} cores\n`);
  console.log('| what | per second | median ms | p99 ms |\n|---|---:|---:|---:|');
  for (const { what, perSecond, medianMs, p99Ms } of figures)
    console.log(`| ${what} | ${perSecond.toFixed(0)} | ${medianMs.toFixed(2)} | ${p99Ms.toFixed(2)} |`);
  console.log(`\nindexed find, 100,000 to 1,000: ${(among100k.medianMs / among1k.medianMs).toFixed(2)}`);
} finally {
  await client.close();
  await engine.close();
  await rm(directory, { recursive: true });
}
