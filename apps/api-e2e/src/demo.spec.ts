import { type Call, calls, type Order, type OrderStatus, rebuildOrder } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let owner: Api;
beforeAll(async () => {
  server = await startServer({ DEMO_ORDERS: 'on' });
  owner = await server.api.signIn('owner');
});
afterAll(stopAll);

const aurora = { id: 'demo-trattoria-aurora' };
const allOrders = async () => (await owner.ok(calls.listOrders, { query: { limit: 100 } })).items;

test('has a board that lives, with one order that rings', async () => {
  const { items } = await owner.ok(calls.listOrders, { query: { status: 'open', limit: 100 } });
  const count = (status: OrderStatus) => items.filter((order) => order.status === status).length;
  expect((['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery'] as const).map(count)).toEqual([
    1, 1, 2, 1, 1,
  ]);
  expect(items.every(({ alert, status }) => status === 'pending' || alert.acknowledgedAt)).toBe(true);
  const { items: couriers } = await owner.ok(calls.listCouriers);
  expect(couriers.filter(({ currentOrder }) => currentOrder)).toHaveLength(1);
});

test('has a day of orders behind it, each with the history of an order that lived through it', async () => {
  const isOver = ({ status }: Order) => status === 'delivered' || status === 'cancelled';
  const orders = await eventually(allOrders, (items) => items.filter(isOver).length >= 20, 60_000);
  const times = orders.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted().reverse());
  const over = orders.filter(isOver);
  for (const order of over.slice(0, 5)) {
    const { items } = await owner.ok(calls.getOrderEvents, { params: { id: order.id } });
    const rebuilt = rebuildOrder(items as unknown as Parameters<typeof rebuildOrder>[0]);
    expect(rebuilt).toMatchObject({ status: order.status, totalAmount: order.totalAmount });
    expect(items.every(({ actor }) => actor?.name)).toBe(true);
    const steps = items.map(({ at }) => at);
    expect(steps.toSorted()).toEqual(steps);
  }
  const report = await owner.ok(calls.getReport, { params: aurora });
  expect(report.orders.delivered).toBeGreaterThan(10);
  expect(report.orders.cancelled).toBeGreaterThan(0);
  expect(report.promise.broken).toBeGreaterThan(0);
  expect(report.promise.rate).toBeGreaterThan(0.8);
  const { items: acts } = await owner.ok(calls.listRestaurantAudit, { params: aurora });
  expect(acts.length).toBeGreaterThan(0);
});

test('tells the console its accounts, and a demo customer orders on request', async () => {
  const { demo } = await server.api.ok(calls.getConsoleSettings);
  expect(demo?.accounts.find(({ role }) => role === 'kitchen')?.restaurantName).toBe('Trattoria Aurora');
  const kitchen = await server.api.signIn(demo!.accounts.find(({ role }) => role === 'kitchen')!.email);
  for (let one = 0; one < 8; one += 1)
    expect(await kitchen.ok(calls.placeDemoOrder)).toMatchObject({
      status: 'pending',
      restaurantId: aurora.id,
    });
  const customer = await server.api.signIn('customer');
  expect((await customer.refused(calls.placeDemoOrder)).code).toBe('forbidden');
});

interface Operation {
  operationId: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; example?: unknown }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
}
type Paths = Record<string, Record<string, Operation>>;

test('every example of the API documentation works as it stands', async () => {
  const { paths } = (await (await fetch(`${server.url}/docs/openapi.json`)).json()) as { paths: Paths };
  const placed = await (
    await server.api.signIn('customer2')
  ).ok(calls.placeOrder, {
    body: {
      restaurantId: aurora.id,
      items: [{ menuItemId: `${aurora.id}-tiramisu`, quantity: 2 }],
      fulfilment: 'pickup',
      paymentMethod: 'cash',
    },
  });
  const sent: string[] = [];
  const failed: string[] = [];
  for (const { name, request } of examplesOf(paths, placed.id)) {
    const call: Call = (calls as Record<string, Call>)[name]!;
    const api = await signedInFor(call);
    const response = await api.send(call, request);
    sent.push(name);
    if (response.status !== call.status) failed.push(`${name}: ${response.status} ${await response.text()}`);
  }
  expect(failed).toEqual([]);
  expect(sent.length).toBeGreaterThan(30);
});

/** All requests that have a value for each required part. */
function examplesOf(paths: Paths, orderId: string) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap(({ operationId: name, parameters, requestBody }) => {
      const body = requestBody?.content['application/json']?.example;
      const values = (where: string) =>
        Object.fromEntries(
          parameters
            .filter((it) => it.in === where && it.example !== undefined)
            .map((it) => [it.name, it.example] as const),
        );
      const params = values('path');
      // The example of a status change has no order of its own.
      if (body && path.startsWith('/api/v1/orders/{id}/') && !params['id']) params['id'] = orderId;
      const request = { params, query: values('query'), ...(body !== undefined && { body }) };
      const isComplete =
        parameters.every((it) => !it.required || it.name in params || it.name in request.query) &&
        (!requestBody || body !== undefined);
      const isExample = body !== undefined || Object.keys({ ...params, ...request.query }).length > 0;
      return isComplete && isExample ? [{ name, request }] : [];
    }),
  );
}

async function signedInFor({ who }: Call): Promise<Api> {
  if (who === 'anyone') return server.api;
  if (typeof who === 'string' || who.includes('owner')) return owner;
  return server.api.signIn(who[0] ?? '');
}
