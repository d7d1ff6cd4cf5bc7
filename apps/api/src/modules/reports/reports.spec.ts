import { MongooseModule, getModelToken } from '@nestjs/mongoose';
import { type OrderStatus, type ReasonCode, rightsFrom } from '@passline/contracts';
import type { Model } from 'mongoose';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { ORDER, type OrderDoc, OrderSchema } from '../orders/order.schema.ts';
import { OrderStatistics } from '../orders/order.statistics.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { ReportsService } from './reports.service.ts';
import { percentile } from './summary.ts';

const owner: Caller = {
  kind: 'user',
  id: 'owner',
  ...rightsFrom('owner', 'aurora'),
  name: 'Olga',
  phone: null,
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
};
const restaurants = {
  get: async (id: string) => ({ id, currency: 'EUR', timeZone: 'Europe/Rome' }),
};

let domain: Domain;
let reports: ReportsService;

beforeAll(async () => {
  domain = await startDomain(
    [MongooseModule.forFeature([{ name: ORDER, schema: OrderSchema }])],
    [{ provide: RestaurantsService, useValue: restaurants }, OrderStatistics, ReportsService],
  );
  reports = domain.get(ReportsService);
});
afterAll(() => domain.close());

const minutes = (at: Date, n: number) => new Date(at.getTime() + n * 60_000);

/** Stores an order that reached each of these states after that many minutes. */
async function placed(
  at: string,
  steps: Partial<Record<OrderStatus, number>>,
  more: Partial<OrderDoc> & { restaurantId: string },
): Promise<void> {
  const createdAt = new Date(at);
  const reached: OrderDoc['reached'] = { pending: createdAt };
  let status: OrderStatus = 'pending';
  for (const [step, after] of Object.entries(steps) as [OrderStatus, number][]) {
    reached[step] = minutes(createdAt, after);
    status = step;
  }
  await domain.get<Model<OrderDoc>>(getModelToken(ORDER)).create({
    _id: uuidv7(),
    createdAt,
    status,
    reached,
    fulfilment: 'delivery',
    totalAmount: 2000,
    items: [{ name: 'Margherita', quantity: 2, unitPrice: 900 }],
    promise: null,
    cancellation: null,
    ...more,
  });
}

test('reports counts, revenue, times, promises, reasons and dishes in the time zone of the restaurant', async () => {
  const restaurantId = 'aurora';
  const promise = (at: string, ready: number, deliver: number | null) => ({
    readyAt: minutes(new Date(at), ready),
    deliverAt: deliver === null ? null : minutes(new Date(at), deliver),
  });
  // 00:30 on 2 June in Rome, and still 1 June in UTC.
  const late = '2026-06-01T22:30:00Z';
  await placed(
    late,
    { confirmed: 1, preparing: 3, ready: 18, out_for_delivery: 20, delivered: 40 },
    { restaurantId, promise: promise(late, 20, 45) },
  );
  const noon = '2026-06-02T10:05:00Z';
  await placed(
    noon,
    { confirmed: 2, preparing: 4, out_for_delivery: 30, delivered: 70 },
    {
      restaurantId,
      promise: promise(noon, 20, 45),
      totalAmount: 3301,
      tip: 300,
      vat: [
        { name: 'Food', rate: 700, gross: 2001, net: 1870, vat: 131 },
        { name: 'Books', rate: 700, gross: 1000, net: 935, vat: 65 },
      ],
    },
  );
  await placed(
    noon,
    { confirmed: 1, preparing: 2, ready: 12, delivered: 15 },
    {
      restaurantId,
      fulfilment: 'pickup',
      promise: promise(noon, 15, null),
      totalAmount: 1000,
      channel: 'telephone',
      vat: [{ name: 'Food', rate: 700, gross: 1000, net: 935, vat: 65 }],
      items: [{ name: 'Tiramisù', quantity: 5, unitPrice: 200 }] as OrderDoc['items'],
    },
  );
  const cancelled = (reason: string, code?: ReasonCode) =>
    placed(
      '2026-06-03T18:00:00Z',
      { cancelled: 2 },
      {
        restaurantId,
        cancellation: { reason, ...(code && { code }), by: 'staff', at: new Date() },
      },
    );
  // An earlier release stored the text only; the two count together.
  await cancelled('Kitchen too busy');
  await cancelled('Kitchen too busy', 'too_busy');
  await cancelled('No more dough');
  await placed('2026-06-03T18:10:00Z', { confirmed: 3 }, { restaurantId });
  // Another restaurant, and outside the period.
  await placed(noon, { confirmed: 1 }, { restaurantId: 'sakura' });
  await placed('2026-06-04T22:00:00Z', { confirmed: 1 }, { restaurantId });

  const report = await reports.summary(owner, restaurantId, {
    from: '2026-06-01T00:00:00+02:00',
    to: '2026-06-05T00:00:00+02:00',
  });
  const vat = [{ rate: 700, gross: 4001, net: 3740, vat: 261 }];
  expect(report).toEqual({
    from: '2026-05-31T22:00:00.000Z',
    to: '2026-06-04T22:00:00.000Z',
    currency: 'EUR',
    timeZone: 'Europe/Rome',
    previous: null,
    orders: { total: 7, delivered: 3, cancelled: 3, open: 1 },
    revenue: 6001,
    tips: 300,
    averageOrder: 2000,
    stages: [
      { stage: 'pending', p50: 60, p90: 180, count: 4 },
      { stage: 'confirmed', p50: 120, p90: 120, count: 3 },
      { stage: 'preparing', p50: 900, p90: 1560, count: 3 },
      { stage: 'ready', p50: 120, p90: 180, count: 2 },
      { stage: 'out_for_delivery', p50: 1200, p90: 2400, count: 2 },
      { stage: 'total', p50: 2400, p90: 4200, count: 3 },
    ],
    promise: { kept: 2, broken: 1, rate: 2 / 3 },
    perChannel: [
      { channel: 'online', orders: 6, revenue: 5001 },
      { channel: 'telephone', orders: 1, revenue: 1000 },
    ],
    cancellations: [
      { reason: 'Kitchen too busy', code: 'too_busy', count: 2 },
      { reason: 'No more dough', code: 'other', count: 1 },
    ],
    vat: [
      { name: 'Books', rate: 700, gross: 1000, net: 935, vat: 65 },
      { name: 'Food', rate: 700, gross: 3001, net: 2805, vat: 196 },
    ],
    perDay: [
      { day: '2026-06-01', orders: 0, revenue: 0 },
      { day: '2026-06-02', orders: 3, revenue: 6001, vat },
      { day: '2026-06-03', orders: 4, revenue: 0 },
      { day: '2026-06-04', orders: 0, revenue: 0 },
    ],
    perHour: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      orders: { 0: 1, 12: 2, 20: 4 }[hour] ?? 0,
      revenue: { 0: 2000, 12: 4001 }[hour] ?? 0,
      ...(hour === 12 && { vat }),
    })),
    topItems: [
      { name: 'Margherita', quantity: 6, revenue: 5400 },
      { name: 'Tiramisù', quantity: 5, revenue: 1000 },
    ],
  });
});

test('compares with the same hours of as many days before, also when the clocks have changed between', async () => {
  const restaurantId = 'compared';
  const one = { restaurantId, totalAmount: 1999 };
  const steps = { confirmed: 1, preparing: 2, ready: 3, out_for_delivery: 4, delivered: 5 };
  // Summer time begins in Rome on 29 March. Two days until 14:00 on 30 March, and two days before them.
  await placed('2026-03-29T22:30:00Z', steps, one);
  await placed('2026-03-30T11:59:00Z', steps, { ...one, totalAmount: 2 });
  await placed('2026-03-26T23:30:00Z', steps, { ...one, totalAmount: 1 });
  await placed('2026-03-28T12:59:00Z', steps, { ...one, totalAmount: 1000 });
  // After 14:00, and before midnight.
  await placed('2026-03-28T13:01:00Z', steps, one);
  await placed('2026-03-26T22:59:00Z', steps, one);
  const { revenue, orders, previous } = await reports.summary(
    { ...owner, ...rightsFrom('owner', restaurantId) },
    restaurantId,
    {
      from: '2026-03-29T00:00:00+01:00',
      to: '2026-03-30T14:00:00+02:00',
      compare: 'previous',
    },
  );
  expect([orders.total, revenue]).toEqual([2, 2001]);
  expect(previous).toMatchObject({
    from: '2026-03-26T23:00:00.000Z',
    to: '2026-03-28T13:00:00.000Z',
    orders: { total: 2, delivered: 2 },
    revenue: 1001,
    averageOrder: 501,
  });
});

test('the last seven days are compared with the seven days before them', async () => {
  const quiet: Caller = { ...owner, ...rightsFrom('owner', 'quiet') };
  const { from, previous } = await reports.summary(quiet, 'quiet', { compare: 'previous' });
  expect(previous?.to).toBe(from);
});

test('a stage that was undone is not counted', async () => {
  const restaurantId = 'undone';
  await placed('2026-06-02T10:00:00Z', { confirmed: 1, ready: 5, preparing: 6 }, { restaurantId });
  const operator: Caller = { ...owner, ...rightsFrom('operator') };
  const { stages } = await reports.summary(operator, restaurantId, {
    from: '2026-06-02T00:00:00Z',
    to: '2026-06-03T00:00:00Z',
  });
  expect(stages.find(({ stage }) => stage === 'preparing')).toMatchObject({ count: 0, p50: null });
});

test('open orders whose promised time has passed count as late, others do not count yet', async () => {
  const restaurantId = 'overdue';
  const now = new Date();
  const at = minutes(now, -60).toISOString();
  const promise = (ready: number, deliver: number | null = null) => ({
    readyAt: minutes(now, ready),
    deliverAt: deliver === null ? null : minutes(now, deliver),
  });
  const pickup = { restaurantId, fulfilment: 'pickup' } as const;
  await placed(at, { confirmed: 1, preparing: 2 }, { ...pickup, promise: promise(-10) });
  await placed(at, { confirmed: 1, preparing: 2 }, { ...pickup, promise: promise(10) });
  await placed(at, { confirmed: 1, preparing: 2, ready: 5 }, { ...pickup, promise: promise(-10) });
  // Ready in time, then taken back and not ready since.
  await placed(at, { confirmed: 1, ready: 5, preparing: 6 }, { ...pickup, promise: promise(-10) });
  await placed(at, { confirmed: 1, preparing: 2, ready: 5 }, { restaurantId, promise: promise(-30, -10) });
  await placed(at, { confirmed: 1, preparing: 2, ready: 5 }, { restaurantId, promise: promise(-30, 10) });
  // The courier is late: what is expected now keeps no promise.
  const delayed = { ...promise(-30, 10), delayedFrom: minutes(now, -10) };
  await placed(at, { confirmed: 1, ready: 5, out_for_delivery: 6 }, { restaurantId, promise: delayed });
  await placed(at, { confirmed: 1, cancelled: 2 }, { ...pickup, promise: promise(-10) });
  await placed(at, { confirmed: 1 }, pickup);
  const operator: Caller = { ...owner, ...rightsFrom('operator') };
  const report = await reports.summary(operator, restaurantId, {});
  expect(report.promise).toEqual({ kept: 1, broken: 4, rate: 1 / 5 });
});

test('without a period and orders it reports zeros for the last seven days', async () => {
  const quiet: Caller = { ...owner, ...rightsFrom('owner', 'quiet') };
  const report = await reports.summary(quiet, 'quiet', {});
  expect(report.orders).toEqual({ total: 0, delivered: 0, cancelled: 0, open: 0 });
  expect(report.promise.rate).toBeNull();
  expect(report.averageOrder).toBe(0);
  expect(report.perDay.length).toBeGreaterThanOrEqual(7);
  expect(new Date(report.to).getTime() - new Date(report.from).getTime()).toBe(7 * 86_400_000);
});

test('is allowed for owners, managers and operators, and for at most 366 days', async () => {
  const summarize = (caller: Caller, range = {}) => reports.summary(caller, 'aurora', range);
  await expect(summarize({ ...owner, ...rightsFrom('kitchen', 'aurora') })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(summarize({ ...owner, ...rightsFrom('owner', 'sakura') })).rejects.toMatchObject({
    code: 'forbidden',
  });
  for (const range of [
    { from: '2026-06-02T00:00:00Z', to: '2026-06-02T00:00:00Z' },
    { from: '2025-05-31T00:00:00Z', to: '2026-06-02T00:00:00Z' },
  ])
    await expect(summarize(owner, range)).rejects.toMatchObject({ code: 'validation_failed' });
});

test('a percentile is one of the measured values', () => {
  const times = new Map([
    [30, 1],
    [10, 8],
    [20, 1],
  ]);
  expect(percentile(times, 0.5)).toBe(10);
  expect(percentile(times, 0.9)).toBe(20);
  expect(percentile(times, 0.91)).toBe(30);
  expect(percentile(new Map(), 0.5)).toBeNull();
});
