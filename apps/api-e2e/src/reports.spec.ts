import { calls, rebuildOrder, type Order, type OrderFact } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import {
  aurora,
  cancelOrder,
  type Dish,
  moveOrder,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let owner: Api;
let kitchen: Api;
let neighbour: Api;
let operator: Api;
let customer: Api;
let dish: Dish;

beforeAll(async () => {
  server = await startServer();
  [owner, kitchen, neighbour, operator] = await server.api.signInAll(
    'owner',
    'kitchen',
    'owner2',
    'operator',
  );
  customer = await registerCustomer(server.api, 'counted@example.com');
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);

const params = { id: aurora };
const report = (who: Api, query = {}) => who.ok(calls.getReport, { params, query });
const refused = async (who: Api, query = {}, id = aurora) =>
  (await who.refused(calls.getReport, { params: { id }, query })).code;

test('a report has the counts of its period', async () => {
  const before = await report(owner);
  expect(before.orders.total).toBe(0);

  const eaten = await placeOrder(customer, dish, { fulfilment: 'pickup' });
  await moveOrder(owner, eaten.id, 'confirmed', 'preparing', 'ready', 'delivered');
  const refusedOrder = await placeOrder(customer, dish);
  await cancelOrder(owner, refusedOrder.id, 'The oven is broken');
  await placeOrder(customer, dish);

  const after = await report(owner);
  expect(after).toMatchObject({
    currency: 'EUR',
    orders: { total: 3, delivered: 1, cancelled: 1, open: 1 },
    revenue: eaten.totalAmount,
    averageOrder: eaten.totalAmount,
    promise: { kept: 1, broken: 0, rate: 1 },
    cancellations: [{ reason: 'The oven is broken', count: 1 }],
    topItems: [{ name: dish.name, quantity: 6, revenue: 6 * dish.price }],
  });
  expect(after.stages.map(({ stage, count }) => [stage, count])).toEqual([
    ['pending', 1],
    ['confirmed', 1],
    ['preparing', 1],
    ['ready', 1],
    ['out_for_delivery', 0],
    ['total', 1],
  ]);
  expect(after.perDay.reduce((sum, { orders }) => sum + orders, 0)).toBe(3);
  expect(after.perHour.reduce((sum, { orders }) => sum + orders, 0)).toBe(3);
  expect(new Date(after.to).getTime() - new Date(after.from).getTime()).toBe(7 * 86_400_000);

  const now = Date.now();
  const long = { from: new Date(now - 366 * 86_400_000).toISOString(), to: new Date(now).toISOString() };
  expect((await report(operator, long)).orders).toEqual(after.orders);
  const past = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' };
  expect((await report(owner, past)).orders.total).toBe(0);
});

test('a report is for owners, managers and operators', async () => {
  expect(await refused(kitchen)).toBe('forbidden');
  expect(await refused(neighbour)).toBe('forbidden');
  expect(await refused(customer)).toBe('forbidden');
  expect(await refused(server.api)).toBe('unauthorized');
  expect(await refused(operator, {}, 'none')).toBe('not_found');
});

test('a report needs a valid period', async () => {
  for (const query of [
    { from: 'yesterday' },
    { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' },
    { from: '2024-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
  ])
    expect(await refused(owner, query)).toBe('validation_failed');
});

test('orders keep the VAT rates of their time, and the report adds up what they charged', async () => {
  const { revenue: before, vat: none } = await report(owner);
  expect(none).toEqual([]);
  const old = await placeOrder(customer, dish, { fulfilment: 'pickup' });
  expect(old).not.toHaveProperty('vat');
  const change = (food: number) =>
    owner.ok(calls.changeRestaurant, {
      params,
      body: {
        vat: {
          enabled: true,
          rates: [
            { id: 'food', name: 'Food', rate: food },
            { id: 'all', name: 'Standard', rate: 1_900 },
          ],
          defaults: { pickup: 'food', delivery: 'all' },
          deliveryFee: null,
        },
      },
    });
  const get = (id: string) => customer.ok(calls.getOrder, { params: { id } });
  await change(700);
  await owner.ok(calls.changeMenuItem, {
    params: { ...params, itemId: dish.id },
    body: { vat: { delivery: 'food' } },
  });
  await owner.ok(calls.createOffer, { params, body: { code: 'VATTEN', percent: 10 } });
  const items = [3, 1].map((quantity) => ({ menuItemId: dish.id, quantity }));
  const body = { items, offerCode: 'VATTEN', tip: 250 };
  const order = await placeOrder(customer, dish, body);
  const sumsOf = ({ subtotal, discount, deliveryFee }: Order) => {
    const part = (name: string, rate: number, gross: number) => {
      const net = Math.round((gross * 10_000) / (10_000 + rate));
      return { name, rate, gross, net, vat: gross - net };
    };
    return [part('Food', 700, subtotal - discount), part('Standard', 1_900, deliveryFee)];
  };
  expect(order.vat).toEqual(sumsOf(order));
  expect(order.items[0]).toMatchObject({ vat: { name: 'Food', rate: 700 } });

  // Later rates reach no order that was placed.
  await change(900);
  await owner.ok(calls.changeQuantity, { params: { id: order.id, itemId: '1' }, body: { quantity: 2 } });
  const lowered = await get(order.id);
  expect(lowered.subtotal).toBe(3 * dish.price);
  expect(lowered.vat).toEqual(sumsOf(lowered));
  const { items: facts } = await owner.ok(calls.getOrderEvents, { params: { id: order.id } });
  expect(rebuildOrder(facts as OrderFact<string>[]).vat).toEqual(lowered.vat);
  expect(await get(old.id)).not.toHaveProperty('vat');
  const quote = await server.api.ok(calls.quoteOrder, { params, body: { items, fulfilment: 'pickup' } });
  expect(quote.vat).toMatchObject([{ name: 'Food', rate: 900, gross: quote.totalAmount }]);

  await moveOrder(owner, order.id, 'confirmed', 'preparing', 'ready', 'out_for_delivery', 'delivered');
  await moveOrder(owner, old.id, 'confirmed', 'preparing', 'ready', 'delivered');
  const after = await report(owner);
  expect(after.vat).toEqual(lowered.vat);
  const gross = after.vat.reduce((sum, it) => sum + it.gross, 0);
  expect(gross).toBe(lowered.totalAmount - lowered.tip);
  expect(after.revenue).toBe(before + old.totalAmount + gross);
  expect(after.perDay.flatMap(({ vat = [] }) => vat)).toEqual(lowered.vat!.map(({ name: _, ...sum }) => sum));
});
