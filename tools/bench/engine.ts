/** The embedded engine with full durability: every answer comes after its commit is on the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@passline/embedded-mongo';
import { MongoClient, type Collection } from 'mongodb';
import { closedLoop, figure, type Figure, sum } from './measure.ts';
import type { Report } from './report.ts';

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

type Probe = readonly [what: string, act: (serial: number) => Promise<unknown>];

async function alternately(a: Probe, b: Probe): Promise<[Figure, Figure]> {
  const times: [number[], number[]] = [[], []];
  for (let serial = 0; serial < 5000; serial++)
    for (const [at, [, act]] of ([a, b] as const).entries()) {
      const begun = performance.now();
      await act(serial);
      times[at]?.push(performance.now() - begun);
    }
  return [figure(a[0], times[0], sum(times[0])), figure(b[0], times[1], sum(times[1]))];
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

const byIndex = (orders: Collection<Order>, size: number) => (serial: number) => {
  const wanted = order((serial * 7919) % size);
  return orders.find({ restaurant: wanted.restaurant, placedAt: wanted.placedAt }).toArray();
};

/** A new collection with the index of `byIndex`. */
async function filled(client: MongoClient, name: string, size: number): Promise<Collection<Order>> {
  const orders = client.db().collection<Order>(name);
  await orders.createIndex({ restaurant: 1, placedAt: 1 }, undefined, undefined);
  await fill(orders, 0, size);
  await closedLoop('warm-up', 2000, 1, byIndex(orders, size));
  return orders;
}

async function measureEngine(client: MongoClient, times: number): Promise<Figure[]> {
  const single = client.db().collection<Order>('single');
  await single.createIndex({ restaurant: 1, status: 1, placedAt: 1 }, undefined, undefined);
  const insert = (from: number) => (serial: number) => single.insertOne(order(from + serial));
  await closedLoop('warm-up', 500, 1, insert(0));
  const few = await filled(client, 'few', 1000);
  const orders = await filled(client, 'orders', 100_000);
  const one = await closedLoop('insert, 1 client', 3000 * times, 1, insert(1000));
  // Alternates between both, so that other load on the machine affects both equally.
  const finds = await alternately(
    ['indexed find among 1,000, 1 client', byIndex(few, 1000)],
    ['indexed find among 100,000, 1 client', byIndex(orders, 100_000)],
  );
  return [
    one,
    ...finds,
    await closedLoop('findOneAndUpdate with two $push, 1 client', 3000 * times, 1, (serial) =>
      sold(orders, (serial * 31) % 1000),
    ),
    await closedLoop('insert, 32 clients', 10_000 * times, 32, insert(100_000)),
    await closedLoop(
      'mixed (1 insert, 2 finds, 2 findOneAndUpdate), 32 clients',
      20_000 * times,
      32,
      (serial) => {
        if (serial % 5 === 0) return orders.insertOne(order(1_000_000 + serial));
        if (serial % 5 < 3) return byIndex(orders, 100_000)(serial);
        return sold(orders, (serial * 31) % 100_000);
      },
    ),
  ];
}

export async function engine(quick: boolean): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'engine-bench-'));
  const running = await startEngine({ path: directory });
  const client = await new MongoClient(running.uri, { maxPoolSize: 32 }).connect();
  try {
    const figures = await measureEngine(client, quick ? 0.25 : 1);
    const [, among1k, among100k] = figures;
    const growth = (among100k?.medianMs ?? Number.NaN) / (among1k?.medianMs ?? Number.NaN);
    return {
      columns: ['what', 'per second', 'median ms', 'p99 ms'],
      rows: [
        ...figures.map(({ what, perSecond, medianMs, p99Ms }) => [what, perSecond, medianMs, p99Ms]),
        ['indexed find, 100,000 : 1,000 (at most 1.5)', '', growth, ''],
      ],
    };
  } finally {
    await client.close();
    await running.close();
    await rm(directory, { recursive: true });
  }
}
