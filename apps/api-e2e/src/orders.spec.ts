import { calls, rebuildOrder, type OrderFact, type Session } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  cancelOrder,
  moveOrder,
  registerCustomer,
  orderRequest,
  placeOrder,
  dishWithoutOptions,
  sakura,
  type Dish,
} from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let api: Api;
let owner: Api;
let kitchen: Api;
let otherOwner: Api;
let customer: Api;
let customer2: Api;
let operator: Api;
let courier: Api & { session: Session };
let dish: Dish;

beforeAll(async () => {
  ({ api } = await startServer());
  [owner, kitchen, otherOwner, customer, customer2, operator, courier] = await api.signInAll(
    'owner',
    'kitchen',
    'owner2',
    'customer',
    'customer2',
    'operator',
    'courier',
  );
  dish = await dishWithoutOptions(api);
});
afterAll(stopAll);
afterEach(closeSockets);

const get = (who: Api, id: string) => who.ok(calls.getOrder, { params: { id } });

describe('the life of an order', () => {
  test('a pickup order goes from placement to handover', async () => {
    const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    const answered = await kitchen.ok(calls.acknowledgeOrder, { params: { id } });
    expect(answered.alert.acknowledgedBy?.name).toBeTruthy();
    const again = await owner.ok(calls.acknowledgeOrder, { params: { id } });
    expect(again.version).toBe(answered.version);
    const promised = await kitchen.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 15 } });
    expect(promised).toMatchObject({ status: 'confirmed', promise: { deliverAt: null } });
    await moveOrder(kitchen, id, 'preparing', 'ready', 'delivered');
    expect(await get(customer, id)).toMatchObject({ status: 'delivered' });
  });

  test('a driver of the restaurant delivers an order, by name and without an account', async () => {
    const { id } = await placeOrder(customer, dish);
    const named = (name: string) => ({ params: { id }, body: { name } });
    expect((await owner.refused(calls.nameDriver, named('Enzo'))).code).toBe('illegal_transition');
    await moveOrder(owner, id, 'confirmed', 'preparing', 'ready');
    for (const name of ['', ' ', 'En\u0007zo', 'x'.repeat(121)])
      expect((await owner.refused(calls.nameDriver, named(name))).code).toBe('validation_failed');
    expect((await customer.refused(calls.nameDriver, named('Enzo'))).code).toBe('forbidden');
    const { driver, courier } = await kitchen.ok(calls.nameDriver, named(' Enzo Rossi '));
    expect([driver?.name, courier]).toEqual(['Enzo Rossi', null]);
    const { token } = await owner.ok(calls.createTrackingLink, { params: { id } });
    expect((await api.ok(calls.track, { params: { token } })).driver).toEqual({ name: 'Enzo' });
    await moveOrder(kitchen, id, 'out_for_delivery', 'delivered');
    const { items } = await customer.ok(calls.getOrderEvents, { params: { id } });
    expect(items.map(({ type }) => type)).toContain('order.driver_named');
  });

  test('a delivered order is recalled with a reason, and its payment stays', async () => {
    const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    await moveOrder(owner, id, 'confirmed', 'preparing', 'ready', 'delivered');
    const paid = await eventually(
      () => get(customer, id),
      ({ paymentStatus }) => paymentStatus === 'paid',
    );
    expect(paid).toMatchObject({ undo: { to: 'ready' }, recall: { to: 'ready' } });
    const recall = { params: { id }, body: { reason: 'A dish is missing' } };
    expect((await customer.refused(calls.recallOrder, recall)).code).toBe('forbidden');
    expect((await otherOwner.refused(calls.recallOrder, recall)).code).toBe('not_found');
    expect(await kitchen.ok(calls.recallOrder, recall)).toMatchObject({
      status: 'ready',
      recalled: { reason: 'A dish is missing' },
      recall: null,
      undo: null,
    });
    const { token } = await owner.ok(calls.createTrackingLink, { params: { id } });
    const track = () => api.ok(calls.track, { params: { token } });
    expect(await track()).toMatchObject({ status: 'ready', recalled: { reason: 'A dish is missing' } });
    expect((await kitchen.refused(calls.recallOrder, recall)).code).toBe('illegal_transition');
    await moveOrder(owner, id, 'delivered');
    await moveOrder(owner, id, 'ready');
    await moveOrder(owner, id, 'delivered');
    expect(await get(customer, id)).toMatchObject({ status: 'delivered', paymentStatus: 'paid' });
    expect((await track()).recalled).toBeNull();
  });

  test('illegal transitions are rejected with the legal ones, outdated versions with the current one', async () => {
    const { id, version } = await placeOrder(customer, dish);
    const step = { params: { id }, body: { status: 'ready' as const } };
    expect((await owner.refused(calls.moveOrder, step)).detail).toContain(
      'it can become confirmed or cancelled',
    );
    expect((await customer.refused(calls.moveOrder, step)).code).toBe('illegal_transition');
    await owner.ok(calls.moveOrder, {
      params: { id },
      body: { status: 'confirmed', expectedVersion: version },
    });
    expect(
      await owner.refused(calls.moveOrder, {
        params: { id },
        body: { status: 'preparing', expectedVersion: version },
      }),
    ).toMatchObject({ code: 'version_conflict', detail: expect.stringContaining('you saw version 1') });
    expect((await get(owner, id)).status).toBe('confirmed');
  });

  test('of two simultaneous transitions one succeeds, and the other gets a conflict', async () => {
    const { id, version } = await placeOrder(customer, dish);
    const hands = [owner, kitchen].map((hand) =>
      hand.send(calls.moveOrder, { params: { id }, body: { status: 'confirmed', expectedVersion: version } }),
    );
    const statuses = (await Promise.all(hands)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
  });

  test('if two users accept, the second learns who was first; automatic changes cause no conflict', async () => {
    const { id, version } = await placeOrder(customer, dish);
    const connection = await Connection.as(api.url, owner.token);
    await connection.ok('order:receipt', { orderId: id, rendered: true, audible: true });
    expect((await get(owner, id)).version).toBe(version + 1);
    const accept = (readyInMinutes: number) => ({
      params: { id },
      body: { readyInMinutes, expectedVersion: version },
    });
    const accepted = await kitchen.ok(calls.promiseOrder, accept(15));
    const late = await owner.refused(calls.promiseOrder, accept(40));
    expect(late).toMatchObject({
      code: 'version_conflict',
      detail: expect.stringContaining(`${accepted.alert.acknowledgedBy!.name} answered it first.`),
    });
    expect((await get(owner, id)).promise).toEqual(accepted.promise);
    for (const expectedVersion of [version, accepted.version + 1])
      expect(
        (
          await owner.refused(calls.cancelOrder, {
            params: { id },
            body: { reason: 'No more dough', expectedVersion },
          })
        ).code,
      ).toBe('version_conflict');
    expect((await get(owner, id)).status).toBe('confirmed');
    await owner.ok(calls.promiseOrder, {
      params: { id },
      body: { readyInMinutes: 40, expectedVersion: accepted.version },
    });
  });

  test('every version is sent to the restaurant, so that its screens need no request', async () => {
    const connection = await Connection.as(api.url, owner.token);
    const { id } = await placeOrder(customer, dish, { paymentMethod: 'card' });
    await connection.ok('order:receipt', { orderId: id, rendered: true, audible: false });
    await customer.ok(calls.payOrder, { params: { id }, body: { token: 'tok_ok' } });
    await connection.next(
      'order:payment:update',
      ({ orderId, paymentStatus }) => orderId === id && paymentStatus === 'paid',
    );
    await owner.ok(calls.acknowledgeOrder, { params: { id } });
    await connection.next('order:acknowledged', ({ orderId }) => orderId === id);
    const versions = connection.received.flatMap(({ payload }) =>
      'orderId' in payload && payload.orderId === id && 'version' in payload ? payload.version : [],
    );
    const { version } = await get(owner, id);
    expect([...new Set(versions)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: version }, (__, i) => i + 1),
    );
  });

  test('a transition can be undone for a short time, and the view offers it', async () => {
    const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    await moveOrder(owner, id, 'confirmed', 'preparing');
    expect((await get(owner, id)).undo?.to).toBe('confirmed');
    await moveOrder(owner, id, 'confirmed');
    expect(await get(owner, id)).toMatchObject({ status: 'confirmed', undo: null });
  });

  test('customers cancel until an order is accepted, staff until it has ended, with a reason', async () => {
    const first = await placeOrder(customer, dish);
    expect(await cancelOrder(customer, first.id, 'Changed my mind')).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'customer', reason: 'Changed my mind' },
    });
    const second = await placeOrder(customer, dish);
    await moveOrder(owner, second.id, 'confirmed');
    const late = await customer.refused(calls.cancelOrder, {
      params: { id: second.id },
      body: { reason: 'Late' },
    });
    expect(late.code).toBe('illegal_transition');
    expect(
      (await owner.refused(calls.cancelOrder, { params: { id: second.id }, body: { reason: '' } })).code,
    ).toBe('validation_failed');
    expect(await cancelOrder(owner, second.id)).toMatchObject({
      cancellation: { by: 'staff', reason: 'No more dough', code: 'other' },
    });
    const over = await owner.refused(calls.moveOrder, {
      params: { id: second.id },
      body: { status: 'preparing' },
    });
    expect(over.detail).toContain('that status is final');
  });

  test('a listed reason is stored as its code, for the page of the customer and for their notification too', async () => {
    const guest = await registerCustomer(api, 'reasons@example.com');
    const { id } = await placeOrder(guest, dish);
    const { token } = await guest.ok(calls.createTrackingLink, { params: { id } });
    const params = { id };
    for (const body of [{ code: 'too_busy' as const, reason: 'x' }, { code: 'other' as const }, {}])
      expect((await owner.refused(calls.cancelOrder, { params, body })).errors?.[0]?.path).toBe('reason');
    const listed = { reason: 'Kitchen too busy', code: 'too_busy' };
    expect(await owner.ok(calls.cancelOrder, { params, body: { code: 'too_busy' } })).toMatchObject({
      cancellation: { by: 'staff', ...listed },
    });
    expect(await api.ok(calls.track, { params: { token } })).toMatchObject({ cancellation: listed });
    const { items } = await eventually(
      () => guest.ok(calls.listNotifications),
      (list) => list.items.length > 0,
    );
    expect(items[0]).toMatchObject({
      type: 'order_cancelled',
      params: { by: 'staff', reason: listed.reason, reasonCode: listed.code },
    });
    // A client that knows only the texts sends one of them.
    const other = await placeOrder(guest, dish);
    expect(await cancelOrder(owner, other.id, 'Closing soon')).toMatchObject({
      cancellation: { reason: 'Closing soon', code: 'closing' },
    });
  });

  test('the default promise is learned and offered to staff only', async () => {
    const minutes = await kitchen.ok(calls.getPromiseDefault, { params: { id: aurora } });
    expect(minutes.readyInMinutes).toBeGreaterThanOrEqual(10);
    expect((await otherOwner.refused(calls.getPromiseDefault, { params: { id: aurora } })).code).toBe(
      'forbidden',
    );
  });
});

describe('who sees an order', () => {
  test('its customer, its restaurant, its courier and operators; everyone else gets 404', async () => {
    const { id } = await placeOrder(customer, dish);
    for (const who of [customer, owner, kitchen, operator]) expect((await get(who, id)).id).toBe(id);
    for (const who of [customer2, otherOwner, courier]) {
      expect((await who.refused(calls.getOrder, { params: { id } })).code).toBe('not_found');
      expect((await who.refused(calls.getOrderEvents, { params: { id } })).code).toBe('not_found');
    }
    for (const stranger of [otherOwner])
      expect((await stranger.refused(calls.acknowledgeOrder, { params: { id } })).code).toBe('not_found');
    expect((await customer2.refused(calls.cancelOrder, { params: { id }, body: { reason: 'x' } })).code).toBe(
      'not_found',
    );
    expect((await customer.refused(calls.acknowledgeOrder, { params: { id } })).code).toBe('forbidden');
    expect((await api.refused(calls.getOrder, { params: { id } })).status).toBe(401);
  });

  test("the customer's telephone number is shown to staff while the order is open, and to the courier on the way", async () => {
    const phone = '+49 170 5559931';
    const readers = { owner, kitchen, operator, customer, courier };
    const order = await placeOrder(customer, dish, { phone });
    const { id } = order;
    /** Who reads the number in the order, in their list of orders and in its history. */
    const shownTo = async () => {
      const names: string[] = [];
      for (const [name, who] of Object.entries(readers)) {
        const answers = await Promise.all([
          who.send(calls.getOrder, { params: { id } }),
          who.send(calls.getOrderEvents, { params: { id } }),
          who.send(calls.listOrders, { query: { limit: 100 } }),
        ]);
        const texts = await Promise.all(answers.map((answer) => answer.text()));
        const shown = texts.filter((text) => text.includes(phone)).length;
        expect([0, texts.length]).toContain(shown);
        if (shown > 0) names.push(name);
      }
      const { token } = await owner.ok(calls.createTrackingLink, { params: { id } });
      expect(JSON.stringify(await api.ok(calls.track, { params: { token } }))).not.toContain(phone);
      return names;
    };
    const staff = ['owner', 'kitchen'];
    expect(JSON.stringify(order)).not.toContain(phone);
    expect(await shownTo()).toEqual(staff);
    await moveOrder(owner, id, 'confirmed', 'preparing');
    await courier.ok(calls.changeCourierStatus, { body: { status: 'available' } });
    const params = { id };
    await owner.ok(calls.assignCourier, { params, body: { courierId: courier.session.user.id } });
    expect(await shownTo()).toEqual(staff);
    await moveOrder(owner, id, 'ready', 'out_for_delivery');
    expect(await shownTo()).toEqual([...staff, 'courier']);
    const ended = await courier.ok(calls.moveOrder, { params, body: { status: 'delivered' } });
    expect(JSON.stringify(ended)).not.toContain(phone);
    expect(await shownTo()).toEqual([]);
    // A recalled order is open again.
    await owner.ok(calls.recallOrder, { params, body: { reason: 'Nobody was at home' } });
    expect(await shownTo()).toEqual([...staff, 'courier']);
    await cancelOrder(owner, id);
    expect(await shownTo()).toEqual([]);
  });

  test('an order without a number of its own has that of the account, or none', async () => {
    const own = await api.ok(calls.register, {
      body: { email: 'phone@example.com', password: 'correct horse', name: 'Pia', phone: '+49 30 77001' },
    });
    const first = await placeOrder(api.as(own.accessToken), dish);
    expect((await get(kitchen, first.id)).customerPhone).toBe('+49 30 77001');
    const guest = await registerCustomer(api, 'no-phone@example.com');
    const second = await placeOrder(guest, dish);
    expect((await get(kitchen, second.id)).customerPhone).toBeNull();
    const { errors } = await guest.refused(calls.placeOrder, {
      body: orderRequest(dish, { phone: 'call me' }),
    });
    expect(errors?.map(({ path }) => path)).toEqual(['phone']);
  });

  test("lists contain the caller's orders, newest first, in pages", async () => {
    const guest = await registerCustomer(api, 'lists@example.com');
    const placed = [];
    for (let i = 0; i < 5; i++) placed.push((await placeOrder(guest, dish)).id);
    await cancelOrder(guest, placed[1]!);
    const first = await guest.ok(calls.listOrders, { query: { limit: 2 } });
    const second = await guest.ok(calls.listOrders, { query: { limit: 3, cursor: first.nextCursor! } });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(placed.reverse());
    expect(second.nextCursor).toBeNull();
    const open = await guest.ok(calls.listOrders, { query: { status: 'open' } });
    expect(open.items).toHaveLength(4);
    expect((await guest.ok(calls.listOrders, { query: { status: 'cancelled' } })).items).toHaveLength(1);
    const found = await owner.ok(calls.listOrders, { query: { search: 'lists', limit: 100 } });
    expect(found.items.every(({ customerName }) => customerName === 'Customer lists')).toBe(true);
    expect(found.items).toHaveLength(5);
    expect(
      (await otherOwner.ok(calls.listOrders, { query: { limit: 100 } })).items.every(
        (o) => o.restaurantId === sakura,
      ),
    ).toBe(true);
    expect((await otherOwner.refused(calls.listOrders, { query: { restaurantId: aurora } })).code).toBe(
      'not_found',
    );
    expect((await courier.ok(calls.listOrders, {})).items).toEqual([]);
    expect((await guest.refused(calls.listOrders, { query: { limit: 0 } })).code).toBe('validation_failed');
    expect((await guest.refused(calls.listOrders, { query: { cursor: 'nonsense' } })).code).toBe(
      'validation_failed',
    );
  });

  test('a tracking link shows one order without signing in, and no personal data', async () => {
    const { id } = await placeOrder(customer, dish);
    const link = await customer.ok(calls.createTrackingLink, { params: { id } });
    expect(link.url).toBe(`/track/${link.token}`);
    const seen = await api.ok(calls.track, { params: { token: link.token } });
    expect(seen).toMatchObject({ id, status: 'pending', courier: null });
    expect(JSON.stringify(seen)).not.toMatch(/Linienstrasse|customerName|phone/);
    expect((await api.refused(calls.track, { params: { token: `${link.token}x` } })).code).toBe('not_found');
    // A tracking token is no access token, and an access token no tracking token.
    expect((await api.refused(calls.track, { params: { token: customer.token } })).code).toBe('not_found');
    expect((await api.as(link.token).refused(calls.getOrder, { params: { id } })).status).toBe(401);
    expect((await customer2.refused(calls.createTrackingLink, { params: { id } })).code).toBe('not_found');
  });
});

describe('the address that a tracking link shows', () => {
  const home = { text: 'Linienstrasse 9, Berlin', lat: 52.5289173, lng: 13.4021374 };
  const seen = async (token: string) => (await api.ok(calls.track, { params: { token } })).destination;

  test('is coarse until the order is out for delivery, and hidden once the order has ended', async () => {
    const { id } = await placeOrder(customer, dish, { deliveryAddress: home });
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    for (const status of ['confirmed', 'preparing', 'ready'] as const) {
      expect(await seen(token)).toEqual({ lat: 52.53, lng: 13.4 });
      await moveOrder(owner, id, status);
    }
    expect(await seen(token)).toEqual({ lat: 52.53, lng: 13.4 });
    await courier.ok(calls.changeCourierStatus, {
      body: { status: 'available', latitude: 52.5297, longitude: 13.4013 },
    });
    await owner.ok(calls.assignCourier, { params: { id }, body: { courierId: courier.session.user.id } });
    await moveOrder(owner, id, 'out_for_delivery');
    expect(await seen(token)).toEqual({ lat: home.lat, lng: home.lng });
    await moveOrder(owner, id, 'delivered');
    expect(await seen(token)).toBeNull();
  });

  test('is hidden after a cancellation, and missing without coordinates', async () => {
    const { id } = await placeOrder(customer, dish, { deliveryAddress: home });
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    await cancelOrder(owner, id);
    expect(await seen(token)).toBeNull();
    const other = await placeOrder(customer, dish);
    const link = await customer.ok(calls.createTrackingLink, { params: { id: other.id } });
    expect(await seen(link.token)).toBeNull();
  });
});

describe('the history of an order', () => {
  test("names the users to the restaurant's staff and to operators", async () => {
    const { id } = await placeOrder(customer, dish);
    await moveOrder(owner, id, 'confirmed');
    const namesFor = async (who: Api) =>
      (await who.ok(calls.getOrderEvents, { params: { id } })).items.map(({ actor }) => actor?.name);
    const named = await namesFor(owner);
    expect([named[0], named.at(-1)]).toEqual([expect.any(String), 'Giulia Ferrante']);
    expect(await namesFor(operator)).toEqual(named);
    expect(new Set(await namesFor(customer))).toEqual(new Set([null]));
  });

  test('suffices to rebuild the order', async () => {
    const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    await owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 20 } });
    await moveOrder(owner, id, 'preparing', 'ready', 'delivered');
    const stored = await eventually(
      () => get(customer, id),
      ({ paymentStatus }) => paymentStatus === 'paid',
    );
    const { items } = await customer.ok(calls.getOrderEvents, { params: { id } });
    expect(items.map(({ type }) => type)).toEqual([
      'order.placed',
      'order.promised',
      'order.acknowledged',
      'order.moved',
      'order.moved',
      'order.moved',
      'order.moved',
      'order.payment_changed',
    ]);
    const { promise, ...order } = rebuildOrder(items as unknown as OrderFact<string>[]);
    // What an order does not have, clients see as null.
    const rebuilt = { ...order, promise: { delayedFrom: null, ...promise } };
    for (const field of [
      'status',
      'version',
      'items',
      'totalAmount',
      'promise',
      'alert',
      'paymentStatus',
      'updatedAt',
    ] as const)
      expect(rebuilt[field]).toEqual(stored[field]);
  });
});
