import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  orderRequest,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
  sakura,
  type Dish,
} from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';

let api: Api;
let owner: Api;
let otherOwner: Api;
let customer: Api;
let customer2: Api;
let dish: Dish;

beforeAll(async () => {
  ({ api } = await startServer());
  [owner, otherOwner, customer, customer2] = await api.signInAll('owner', 'owner2', 'customer', 'customer2');
  dish = await dishWithoutOptions(api);
});
afterAll(stopAll);

describe('placing an order', () => {
  test('the server sets prices, totals and the number', async () => {
    const restaurant = await api.ok(calls.getRestaurant, { params: { id: aurora } });
    const placed = await placeOrder(customer, dish, {
      items: [{ menuItemId: dish.id, quantity: 3, note: ' no onions ' }],
    });
    expect(placed).toMatchObject({
      status: 'pending',
      version: 1,
      restaurantName: restaurant.name,
      subtotal: 3 * dish.price,
      deliveryFee: restaurant.deliveryFee,
      totalAmount: 3 * dish.price + restaurant.deliveryFee,
      paymentStatus: 'due',
      deliveryAddress: { text: 'Linienstrasse 9, Berlin', lat: null, lng: null },
    });
    expect(placed.items[0]).toMatchObject({ name: dish.name, unitPrice: dish.price, note: 'no onions' });
    const next = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    expect(Number(next.number)).toBe(Number(placed.number) + 1);
    expect(next).toMatchObject({ deliveryFee: 0, deliveryAddress: null });
  });

  test('the same key and body return the same order, also at once; another body is a mismatch', async () => {
    const keyed = customer.as(customer.token, { 'idempotency-key': 'dinner-1' });
    const send = (body = orderRequest(dish)) => keyed.send(calls.placeOrder, { body });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
    const orders = await Promise.all(answers.map(async (answer) => (await answer.json()) as { id: string }));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect((await keyed.refused(calls.placeOrder, { body: orderRequest(dish, { note: 'now!' }) })).code).toBe(
      'idempotency_mismatch',
    );
    // Keys are separate for each customer.
    const other = customer2.as(customer2.token, { 'idempotency-key': 'dinner-1' });
    expect((await other.ok(calls.placeOrder, { body: orderRequest(dish) })).id).not.toBe(orders[0]!.id);
    const bad = customer.as(customer.token, { 'idempotency-key': 'x'.repeat(201) });
    expect((await bad.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe(
      'validation_failed',
    );
  });

  test('all errors are reported, and no order is placed', async () => {
    const before = await customer.ok(calls.listOrders, {});
    const refused = async (more: object) =>
      customer.refused(calls.placeOrder, { body: orderRequest(dish, more) });
    expect(await refused({ items: [] })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'items' }],
    });
    expect(await refused({ items: [{ menuItemId: dish.id, quantity: 0 }] })).toMatchObject({
      errors: [{ path: 'items.0.quantity' }],
    });
    expect(await refused({ items: [{ menuItemId: dish.id, quantity: 1, price: 1 }] })).toMatchObject({
      code: 'validation_failed',
    });
    expect(await refused({ deliveryAddress: undefined })).toMatchObject({
      errors: [{ path: 'deliveryAddress' }],
    });
    expect(await refused({ items: [{ menuItemId: 'nothing', quantity: 1 }] })).toMatchObject({
      code: 'item_unavailable',
      errors: [{ path: 'items.0.menuItemId', message: 'is not on the menu' }],
    });
    expect((await refused({ restaurantId: 'nowhere' })).code).toBe('not_found');
    expect((await refused({ restaurantId: { $ne: '' } })).code).toBe('validation_failed');
    expect((await refused({ offerCode: 'NONSENSE' })).code).toBe('offer_invalid');
    expect((await owner.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe('forbidden');
    expect((await api.refused(calls.placeOrder, { body: orderRequest(dish) })).status).toBe(401);
    const after = await customer.ok(calls.listOrders, {});
    expect(after.items.length).toBe(before.items.length);
  });

  test('a closed restaurant and a sold-out dish are rejected with advice', async () => {
    const sushi = await dishWithoutOptions(api, sakura);
    const body = orderRequest(sushi, { restaurantId: sakura });
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: false },
    });
    expect((await customer.refused(calls.placeOrder, { body })).detail).toContain(
      `${sushi.name} is sold out`,
    );
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: true },
    });
    await otherOwner.ok(calls.changeStatus, {
      params: { id: sakura },
      body: { isOpen: false, message: 'Oven trouble.' },
    });
    expect(await customer.refused(calls.placeOrder, { body })).toMatchObject({
      code: 'restaurant_closed',
      detail: expect.stringMatching(/is closed\. Oven trouble\. It opens again on \w+day/),
    });
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { isOpen: true } });
  });

  test('a blocked customer gets the reason', async () => {
    const guest = await registerCustomer(api, 'blocked@example.com');
    await owner.ok(calls.blockCustomer, { params: { id: aurora }, body: { customerId: guest.id } });
    expect((await guest.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe(
      'customer_blocked',
    );
  });

  test('automatic acceptance confirms in the same write, and busy minutes are added', async () => {
    const sushi = await dishWithoutOptions(api, sakura);
    await otherOwner.ok(calls.changeRestaurant, {
      params: { id: sakura },
      body: { autoAccept: { enabled: true, readyInMinutes: 20 } },
    });
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { busyMinutes: 15 } });
    const placed = await placeOrder(customer, sushi, { restaurantId: sakura });
    expect(placed).toMatchObject({ status: 'confirmed', version: 1 });
    const minutes = (Date.parse(placed.promise!.readyAt!) - Date.parse(placed.createdAt)) / 60_000;
    expect(minutes).toBe(35);
    await otherOwner.ok(calls.changeRestaurant, {
      params: { id: sakura },
      body: { autoAccept: { enabled: false } },
    });
  });
});

describe('an order that is not answered', () => {
  test('escalates at its stored times, also when the process dies in between', async () => {
    const own = await startServer();
    const [staff, guest] = await own.api.signInAll('owner', 'customer');
    await staff.ok(calls.changeRestaurant, {
      params: { id: aurora },
      body: { alertPolicy: { notReceivedAfter: 5, notAnsweredAfter: 10, autoCancelAfter: 60 } },
    });
    const { id } = await placeOrder(guest, await dishWithoutOptions(own.api));
    await own.stop('SIGKILL');
    const again = await own.startAgain();
    const back = await again.api.signIn('customer');
    const seen = (rung: string) =>
      eventually(
        () => back.ok(calls.getOrder, { params: { id } }),
        ({ alert }) => alert.unanswered === rung,
        20_000,
      );
    await seen('not_received');
    await seen('not_answered');
    const { items } = await back.ok(calls.getOrderEvents, { params: { id } });
    expect(items.map(({ type, data }) => [type, (data as { cause?: string }).cause])).toEqual([
      ['order.placed', undefined],
      ['order.unanswered', 'not_received'],
      ['order.unanswered', 'not_answered'],
    ]);
    await again.stop();
  });
});
