import {
  calls,
  type Courier as CourierView,
  metresBetween,
  type Order,
  type Page,
} from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { Connection, closeSockets } from './testing/sockets.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

const aurora = 'demo-trattoria-aurora';
/** The demo kitchen, and a position at a distance north of it. */
const north = (km: number) => ({ latitude: 52.52967 + km / 111.195, longitude: 13.40126 });

type Courier = Awaited<ReturnType<typeof aCourier>>;
type Crew = [Courier, Courier, Courier, Courier, ...Courier[]];

let server: RunningServer;
let owner: Api;
let neighbour: Api;
let customer: Api;
let operator: Api;
let couriers: Crew;
let dish: string;

beforeAll(async () => {
  server = await startServer();
  [owner, neighbour, customer, operator] = await Promise.all([
    server.api.signIn('owner'),
    server.api.signIn('owner2'),
    server.api.signIn('customer'),
    server.api.signIn('operator'),
  ]);
  dish = await aDish(server.api);
  couriers = (await Promise.all(
    Array.from({ length: 20 }, (_, i) => aCourier(`courier${i}@example.com`)),
  )) as Crew;
});
afterAll(closeSockets);
afterAll(stopAll);
// No courier of another test is still on duty.
afterEach(async () => {
  for (const { id, orders } of (await operator.ok(calls.listCouriers, { query: { limit: 100 } })).items) {
    for (const order of orders)
      await owner.ok(calls.cancelOrder, { params: { id: order }, body: { reason: 'the test is over' } });
    const api = couriers.find((courier) => courier.id === id);
    if (api)
      await eventually(
        () => api.send(calls.changeCourierStatus, { body: { status: 'offline' } }),
        ({ ok }) => ok,
      );
  }
});

async function aDish(api: Api): Promise<string> {
  const { categories } = await api.ok(calls.getMenu, { params: { id: aurora } });
  const plain = categories
    .flatMap(({ items }) => items)
    .find(({ options }) => options.every(({ min }) => min === 0));
  return plain!.id;
}
async function aCourier(email: string) {
  const password = 'correct horse';
  const user = await operator.ok(calls.createUser, {
    body: { email, password, name: `Courier ${email}`, phone: '+49 30 1234567', role: 'courier' },
  });
  return Object.assign(await server.api.signIn(email, password), { id: user.id });
}
const onDuty = (courier: Api, km: number | null = 1) =>
  courier.ok(calls.changeCourierStatus, { body: { status: 'available', ...(km !== null && north(km)) } });

const door = { lat: 52.5275, lng: 13.3986 };

async function order(tip?: number): Promise<Order> {
  return customer.ok(calls.placeOrder, {
    body: {
      restaurantId: aurora,
      items: [{ menuItemId: dish, quantity: 3 }],
      fulfilment: 'delivery',
      deliveryAddress: { text: 'Linienstrasse 9, Berlin', ...door },
      paymentMethod: 'cash',
      ...(tip && { tip }),
    },
  });
}
const move = (who: Api, id: string, status: Order['status']) =>
  who.ok(calls.moveOrder, { params: { id }, body: { status } });
async function confirmed(tip?: number): Promise<string> {
  const { id } = await order(tip);
  await move(owner, id, 'confirmed');
  return id;
}
const accept = (courier: Api, orderId: string) => courier.ok(calls.acceptDelivery, { params: { orderId } });
const refused = async (courier: Api, orderId: string) =>
  (await courier.refused(calls.acceptDelivery, { params: { orderId } })).code;
const assign = (who: Api, id: string, courierId: string) =>
  who.ok(calls.assignCourier, { params: { id }, body: { courierId } });
const assignRefused = async (who: Api, id: string, courierId: string) => {
  const { status, code } = await who.refused(calls.assignCourier, { params: { id }, body: { courierId } });
  return { status, code };
};
const jobsOf = async (courier: Api) =>
  (await courier.ok(calls.listDeliveries)).items.map(({ orderId }) => orderId);
const seenBy = async (who: Api, id: string) =>
  (await who.ok(calls.listCouriers, { query: { limit: 100 } })).items.find((courier) => courier.id === id);
const becomes = (id: string, status: string, currentOrder: string | null) =>
  eventually(
    () => seenBy(operator, id),
    (seen) => seen?.status === status && seen.currentOrder === currentOrder,
  );

describe('duty', () => {
  test('starts and ends, with or without a position', async () => {
    const [courier] = couriers;
    expect(await onDuty(courier, null)).toEqual({
      id: courier.id,
      name: 'Courier courier0@example.com',
      connected: false,
      phone: '+49 30 1234567',
      status: 'available',
      currentOrder: null,
      orders: [],
      hasRoom: true,
      location: null,
      locatedAt: null,
    });
    const { latitude: lat, longitude: lng } = north(2);
    expect((await onDuty(courier, 2)).location).toEqual({ lat, lng });
    expect((await courier.ok(calls.changeCourierStatus, { body: { status: 'offline' } })).status).toBe(
      'offline',
    );
  });

  test('is rejected with an invalid body, and for other roles', async () => {
    const [courier] = couriers;
    for (const body of [
      { status: 'asleep' },
      {},
      { status: 'available', latitude: 52 },
      { status: 'available', latitude: 91, longitude: 0 },
      { status: 'available', currentOrder: 'x' },
    ])
      expect((await courier.refused(calls.changeCourierStatus, { body: body as never })).code).toBe(
        'validation_failed',
      );
    for (const [who, code] of [
      [customer, 'forbidden'],
      [owner, 'forbidden'],
      [server.api, 'unauthorized'],
    ] as const)
      expect((await who.refused(calls.changeCourierStatus, { body: { status: 'available' } })).code).toBe(
        code,
      );
  });

  test('ends at once when the account is disabled', async () => {
    const leaving = await aCourier('leaving@example.com');
    await onDuty(leaving);
    await operator.ok(calls.changeUser, { params: { id: leaving.id }, body: { disabled: true } });
    expect((await leaving.refused(calls.listDeliveries)).status).toBe(401);
    await becomes(leaving.id, 'offline', null);
  });
});

describe('the own position', () => {
  test('is stored on duty, also without an order, and refused off duty', async () => {
    const [courier, never] = [await aCourier('moving@example.com'), await aCourier('never@example.com')];
    const report = (who: Api, km: number) => who.send(calls.reportPosition, { body: north(km) });
    const own = (who: Api) => who.ok(calls.getOwnCourier);
    expect(await own(never)).toMatchObject({ id: never.id, status: 'offline', location: null });
    expect((await report(never, 1)).status).toBe(422);
    await onDuty(courier, null);
    expect((await report(courier, 3)).status).toBe(204);
    const { latitude: lat, longitude: lng } = north(3);
    expect(await own(courier)).toMatchObject({ status: 'available', location: { lat, lng } });
    expect((await seenBy(operator, courier.id))?.location).toEqual({ lat, lng });
    await courier.ok(calls.changeCourierStatus, { body: { status: 'offline' } });
    expect((await courier.refused(calls.reportPosition, { body: north(9) })).code).toBe(
      'courier_unavailable',
    );
    expect((await own(courier)).location).toEqual({ lat, lng });
    expect((await owner.refused(calls.getOwnCourier)).code).toBe('forbidden');
    expect((await owner.refused(calls.reportPosition, { body: north(1) })).code).toBe('forbidden');
  });
});

describe('earnings', () => {
  const rule = (courierFee: { base?: number; perKm?: number }) =>
    owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { courierFee } });
  const earned = async (courier: Api) =>
    courier.ok(calls.getEarnings, { query: { timeZone: 'Europe/Berlin' } });
  const metres = metresBetween({ lat: 52.52967, lng: 13.40126 }, door);
  const fee = 350 + Math.round((metres * 900) / 1_000);

  test('are a fee by rule and the tip; the job says them before it is accepted, and no later rule changes them', async () => {
    const [courier] = couriers;
    await rule({ base: 350, perKm: 900 });
    const { courierFee } = await owner.ok(calls.getSettings, { params: { id: aurora } });
    expect(courierFee).toEqual({ base: 350, perKm: 900 });
    await onDuty(courier);
    const id = await confirmed(200);
    const earnings = { fee, tip: 200, total: fee + 200 };
    const placed = await owner.ok(calls.getOrder, { params: { id } });
    await eventually(
      () => jobsOf(courier),
      (jobs) => jobs.includes(id),
    );
    await rule({ base: 0 });
    const { items } = await courier.ok(calls.listDeliveries);
    expect(items.find(({ orderId }) => orderId === id)).toMatchObject({
      earnings,
      deliveryDistance: metres,
      amount: placed.totalAmount,
      cashToCollect: placed.totalAmount,
      readyAt: placed.promise!.readyAt,
      deliverAt: placed.promise!.deliverAt,
    });
    expect((await accept(courier, id)).earnings).toEqual(earnings);
    expect(placed.earnings).toEqual(earnings);
    const seen = await customer.ok(calls.getOrder, { params: { id } });
    expect(seen).not.toHaveProperty('earnings');
    const { items: events } = await customer.ok(calls.getOrderEvents, { params: { id } });
    expect(JSON.stringify(events)).not.toContain('courierFee');

    const before = await earned(courier);
    for (const status of ['preparing', 'out_for_delivery'] as const) await move(owner, id, status);
    expect(await earned(courier)).toEqual(before);
    await move(courier, id, 'delivered');
    const after = await earned(courier);
    for (const period of ['today', 'week'] as const) {
      expect(after[period].deliveries).toBe(before[period].deliveries + 1);
      const { total = 0 } = before[period].totals[0] ?? {};
      expect(after[period].totals).toMatchObject([{ currency: 'EUR', total: total + earnings.total }]);
    }
    expect(after.deliveries[0]).toMatchObject({ orderId: id, orderNumber: placed.number, ...earnings });
    expect(JSON.stringify(after)).not.toContain('Linienstrasse');
    expect((await earned(couriers[1])).deliveries).toEqual([]);
    expect((await owner.refused(calls.getEarnings)).code).toBe('forbidden');
    const query = { timeZone: 'Mars/Olympus' };
    expect((await courier.refused(calls.getEarnings, { query })).code).toBe('validation_failed');
    await rule({ perKm: 0 });
  });
});

describe('a step of the courier', () => {
  const step = (courier: Api, id: string, status: Order['status'], key: string) =>
    courier
      .as(courier.token, { 'idempotency-key': key })
      .ok(calls.moveOrder, { params: { id }, body: { status } });
  const arrive = (who: Api, id: string, place: 'restaurant' | 'door') =>
    who.send(calls.reportArrival, { params: { id }, body: { place } });
  const steps = async (id: string) =>
    (await owner.ok(calls.getOrderEvents, { params: { id } })).items.filter(
      ({ type }) => type === 'order.moved' || type === 'order.courier_arrived',
    ).length;

  test('is made once, however often it is sent, also after an undo and after the end', async () => {
    const [courier, other] = couriers;
    await onDuty(courier);
    await onDuty(other);
    const id = await confirmed();
    await accept(courier, id);
    await move(owner, id, 'preparing');
    expect((await arrive(other, id, 'restaurant')).status).toBe(404);
    expect((await arrive(owner, id, 'restaurant')).status).toBe(403);
    expect((await arrive(courier, id, 'door')).status).toBe(422);
    const before = await steps(id);
    for (let sent = 0; sent < 2; sent += 1) {
      expect((await arrive(courier, id, 'restaurant')).status).toBe(200);
      expect((await step(courier, id, 'out_for_delivery', 'key-1')).status).toBe('out_for_delivery');
    }
    expect(await steps(id)).toBe(before + 2);

    await move(owner, id, 'preparing');
    expect((await step(courier, id, 'out_for_delivery', 'key-1')).status).toBe('preparing');
    await step(courier, id, 'out_for_delivery', 'key-2');
    expect((await arrive(courier, id, 'door')).status).toBe(200);
    const { courier: seen } = await customer.ok(calls.getOrder, { params: { id } });
    expect(Object.values(seen!.arrivedAt).every(Boolean)).toBe(true);

    const delivered = await step(courier, id, 'delivered', 'key-3');
    expect(await step(courier, id, 'delivered', 'key-3')).toEqual(delivered);
    expect(delivered.deliveryAddress).toBeNull();
    const again = (who: Api, key: string) =>
      who
        .as(who.token, { 'idempotency-key': key })
        .refused(calls.moveOrder, { params: { id }, body: { status: 'delivered' } });
    expect((await again(other, 'key-3')).code).toBe('not_found');
    expect((await again(courier, 'key-4')).code).toBe('not_found');
    expect((await again(courier, 'not a key')).code).toBe('validation_failed');
  });
});

describe('the list of couriers', () => {
  test('shows couriers nearby and on duty to staff, all couriers to operators, and none to other roles', async () => {
    const [near, far, off] = couriers;
    await onDuty(near, 2);
    await onDuty(far, 40);
    await onDuty(off, 1);
    await off.ok(calls.changeCourierStatus, { body: { status: 'offline' } });
    expect((await seenBy(owner, near.id))?.location).not.toBeNull();
    expect(await seenBy(owner, far.id)).toBeUndefined();
    expect(await seenBy(owner, off.id)).toBeUndefined();
    expect(await seenBy(operator, far.id)).toBeDefined();
    expect(await seenBy(operator, off.id)).toMatchObject({ status: 'offline' });
    for (const [who, code] of [
      [customer, 'forbidden'],
      [near, 'forbidden'],
      [server.api, 'unauthorized'],
    ] as const)
      expect((await who.refused(calls.listCouriers)).code).toBe(code);
  });

  test('has pages', async () => {
    const crew = couriers.slice(0, 5);
    await Promise.all(crew.map((courier) => onDuty(courier)));
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Page<CourierView> = await owner.ok(calls.listCouriers, {
        query: { limit: 2, ...(cursor && { cursor }) },
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(crew.map(({ id }) => id).toSorted());
    expect((await owner.refused(calls.listCouriers, { query: { cursor: 'none of yours' } })).code).toBe(
      'validation_failed',
    );
    expect((await owner.refused(calls.listCouriers, { query: { limit: 1_000 } })).code).toBe(
      'validation_failed',
    );
  });
});

test('a restaurant hears that couriers come and go, and reads who they are', async () => {
  const [courier] = couriers;
  const [atOwner, atCustomer] = await Promise.all(
    [owner, customer].map(({ token }) => Connection.as(server.url, token)),
  );
  const heard = () => atOwner!.of('restaurant:couriers').length;
  const hears = async (change: () => Promise<unknown>, isListed: boolean) => {
    const before = heard();
    await change();
    await eventually(
      async () => heard() > before && ((await seenBy(owner, courier.id)) !== undefined) === isListed,
      Boolean,
    );
  };
  await hears(() => onDuty(courier, 1), true);
  await hears(() => courier.ok(calls.reportPosition, { body: north(40) }), false);
  await hears(() => courier.ok(calls.reportPosition, { body: north(2) }), true);
  await hears(() => courier.ok(calls.changeCourierStatus, { body: { status: 'offline' } }), false);
  expect(atOwner!.of('restaurant:couriers')[0]?.payload).toEqual({ restaurantId: aurora });
  expect(atCustomer!.of('restaurant:couriers')).toEqual([]);
});

describe('a delivery', () => {
  test('is offered nearby, accepted once, delivered by its courier, who is then available again', async () => {
    const [near, second, far] = couriers;
    await onDuty(near, 1);
    await onDuty(second, 2);
    await onDuty(far, 20);
    const { id } = await order();
    expect(await jobsOf(near)).not.toContain(id);
    await move(owner, id, 'confirmed');
    await eventually(
      () => jobsOf(near),
      (jobs) => jobs.includes(id),
    );
    const [job] = (await near.ok(calls.listDeliveries)).items.filter(({ orderId }) => orderId === id);
    expect(job).toMatchObject({
      restaurantName: 'Trattoria Aurora',
      deliveryAddress: 'Linienstrasse 9, Berlin',
    });
    expect(job!.distance).toBeGreaterThan(900);
    expect(job!.distance).toBeLessThan(1_100);
    expect(await jobsOf(far)).not.toContain(id);

    expect((await accept(near, id)).courier).toMatchObject({ id: near.id, phone: '+49 30 1234567' });
    expect((await accept(near, id)).courier?.id).toBe(near.id);
    await eventually(
      () => jobsOf(second),
      (jobs) => !jobs.includes(id),
    );
    expect(await refused(second, id)).toBe('already_taken');
    expect(await seenBy(owner, near.id)).toMatchObject({ status: 'busy', currentOrder: id });
    expect(await seenBy(neighbour, near.id)).toMatchObject({ status: 'busy', currentOrder: null });
    const { status, detail } = await near.refused(calls.changeCourierStatus, { body: { status: 'offline' } });
    expect({ status, helps: /Deliver it/.test(detail) }).toEqual({ status: 409, helps: true });

    const step = (who: Api, to: Order['status']) =>
      who.refused(calls.moveOrder, { params: { id }, body: { status: to } }).then(({ code }) => code);
    expect(await step(near, 'preparing')).toBe('illegal_transition');
    await move(owner, id, 'preparing');
    expect(await step(second, 'out_for_delivery')).toBe('not_found');
    await move(near, id, 'out_for_delivery');
    expect((await move(near, id, 'delivered')).status).toBe('delivered');
    await becomes(near.id, 'available', null);
  });

  test("shows the customer the courier's position only while out for delivery", async () => {
    const [courier] = couriers;
    await onDuty(courier, 1);
    const id = await confirmed();
    await accept(courier, id);
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    const whereabouts = async () =>
      (await server.api.ok(calls.track, { params: { token } })).courier?.location;
    expect(await whereabouts()).toBeNull();
    await move(owner, id, 'preparing');
    await move(courier, id, 'out_for_delivery');
    const { latitude: lat, longitude: lng } = north(1);
    expect(await whereabouts()).toEqual({ lat, lng });
    await move(courier, id, 'delivered');
    expect(await whereabouts()).toBeNull();
  });

  test('has a new time of arrival when its courier falls behind, at most every two minutes', async () => {
    const [courier] = couriers;
    await onDuty(courier, 1);
    const { id } = await order();
    const { promise } = await owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 5 } });
    await accept(courier, id);
    await move(owner, id, 'preparing');
    await move(courier, id, 'out_for_delivery');
    const [atCourier, atCustomer, atOwner] = await Promise.all(
      [courier, customer, owner].map(({ token }) => Connection.as(server.url, token)),
    );
    const reported = (km: number) =>
      eventually(
        () => atCourier!.ok('delivery:location', { orderId: id, ...north(km) }),
        ({ passedOn }) => passedOn,
      );
    const isDelayed = ({ orderId, delayedFrom }: { orderId: string; delayedFrom: string | null }) =>
      orderId === id && delayedFrom !== null;
    // In time: about a kilometre, for which a quarter of an hour was promised.
    await reported(1);
    // Lost on the way: ten kilometres take half an hour.
    await reported(10);
    for (const each of [atCustomer!, atOwner!]) {
      const { payload } = await each.next('order:promise:update', isDelayed);
      expect(payload).toMatchObject({ readyAt: promise!.readyAt, delayedFrom: promise!.deliverAt });
      const late = Date.parse(payload.deliverAt!) - Date.parse(promise!.deliverAt!);
      expect(late / 60_000).toBeGreaterThan(10);
      expect(late / 60_000).toBeLessThan(25);
    }
    await reported(20);
    await courier.ok(calls.reportArrival, { params: { id }, body: { place: 'door' } });
    await atOwner!.next('order:courier_arrived', ({ orderId }) => orderId === id);
    expect(atOwner!.of('order:promise:update').filter(({ payload }) => isDelayed(payload))).toHaveLength(1);

    const { items: facts } = await customer.ok(calls.getOrderEvents, { params: { id } });
    expect(facts.filter(({ type }) => type === 'order.arrival_changed')).toMatchObject([{ actor: null }]);
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    const tracked = await server.api.ok(calls.track, { params: { token } });
    expect(tracked.promise).toMatchObject({ delayedFrom: promise!.deliverAt });
    await eventually(
      async () => (await customer.ok(calls.listNotifications)).items,
      (items) => items.some(({ type, message }) => type === 'new_time' && /courier is later/.test(message)),
    );
    await move(courier, id, 'delivered');
  });

  test('may be declined; only the restaurant sees which couriers got the offer and declined', async () => {
    const [one, two, stranger] = couriers;
    await Promise.all([onDuty(one), onDuty(two, 2)]);
    const id = await confirmed();
    const searches = (who: Api) => who.send(calls.listSearches, { params: { id: aurora } });
    const offersOf = async () =>
      (await owner.ok(calls.listSearches, { params: { id: aurora } })).items.find(
        ({ orderId }) => orderId === id,
      )?.offers;
    await eventually(offersOf, (offers) => offers?.length === 2);
    await one.ok(calls.declineDelivery, { params: { orderId: id } });
    expect(await offersOf()).toEqual([
      expect.objectContaining({ courierId: one.id, declinedAt: expect.any(String) }),
      expect.objectContaining({
        courierId: two.id,
        courierName: 'Courier courier1@example.com',
        declinedAt: null,
      }),
    ]);
    expect(await jobsOf(one)).not.toContain(id);
    expect((await stranger.refused(calls.declineDelivery, { params: { orderId: id } })).code).toBe(
      'not_found',
    );
    expect((await searches(neighbour)).status).toBe(404);
    expect((await searches(two)).status).toBe(403);

    // A courier who declined may still accept.
    await accept(one, id);
    expect((await one.refused(calls.declineDelivery, { params: { orderId: id } })).code).toBe(
      'already_taken',
    );
    await eventually(offersOf, (offers) => offers === undefined);
  });

  test('is accepted by twenty couriers at once: one gets it, nineteen get 409', async () => {
    await Promise.all(couriers.map((courier, i) => onDuty(courier, i / 10)));
    const orderId = await confirmed();
    const answers = await Promise.all(
      couriers.map((courier) => courier.send(calls.acceptDelivery, { params: { orderId } })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    const winner = couriers[statuses.indexOf(200)]!;
    expect((await owner.ok(calls.getOrder, { params: { id: orderId } })).courier?.id).toBe(winner.id);
    for (const { id } of couriers)
      await (id === winner.id ? becomes(id, 'busy', orderId) : becomes(id, 'available', null));
  });

  test('and another one, accepted at once by the same courier: they get one', async () => {
    const [courier] = couriers;
    await onDuty(courier);
    const jobs = [await confirmed(), await confirmed()];
    const answers = await Promise.all(
      jobs.map((orderId) => courier.send(calls.acceptDelivery, { params: { orderId } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    const carried = jobs[answers.findIndex(({ status }) => status === 200)]!;
    await becomes(courier.id, 'busy', carried);
    const mine = await courier.ok(calls.listOrders);
    expect(mine.items.filter(({ id }) => jobs.includes(id)).map(({ id }) => id)).toEqual([carried]);
    for (const id of jobs)
      if (id !== carried)
        await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'no courier' } });
  });

  test('is not offered to couriers who are off duty, paused or far away, nor to other users', async () => {
    const [off, busy, far] = couriers;
    await onDuty(busy);
    await onDuty(far, 30);
    const id = await confirmed();
    await busy.ok(calls.changeCourierStatus, { body: { status: 'busy' } });
    expect(await refused(off, id)).toBe('courier_unavailable');
    expect(await refused(busy, id)).toBe('courier_unavailable');
    expect(await refused(far, id)).toBe('not_found');
    expect(await refused(far, 'no-such-order')).toBe('not_found');
    expect(await refused(customer, id)).toBe('forbidden');
    expect(await refused(owner, id)).toBe('forbidden');
    expect(await refused(server.api, id)).toBe('unauthorized');
    expect((await owner.refused(calls.listDeliveries)).code).toBe('forbidden');
    expect(await jobsOf(busy)).toEqual([]);
    await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'nobody brings it' } });
    await onDuty(busy);
    expect(await jobsOf(busy)).not.toContain(id);
  });
});

describe('a trip with several orders', () => {
  const perTrip = (ordersPerTrip: number) => ({ params: { id: aurora }, body: { ordersPerTrip } });
  afterEach(() => owner.ok(calls.changeRestaurant, perTrip(1)));
  const ordersOf = async (courier: Courier) => (await courier.ok(calls.getOwnCourier)).orders;

  test('is allowed by the restaurant, up to its limit', async () => {
    for (const wrong of [0, 6, 1.5])
      expect((await owner.refused(calls.changeRestaurant, perTrip(wrong))).code).toBe('validation_failed');
    await owner.ok(calls.changeRestaurant, perTrip(2));
    expect((await owner.ok(calls.getSettings, { params: { id: aurora } })).ordersPerTrip).toBe(2);

    const [courier, second] = couriers;
    await Promise.all([onDuty(courier), onDuty(second)]);
    const jobs = await Promise.all([confirmed(), confirmed(), confirmed(), confirmed()]);
    // At once, again and again: whichever of them win, it is never more than two.
    const acceptAll = () =>
      Promise.all(jobs.map((orderId) => courier.send(calls.acceptDelivery, { params: { orderId } })));
    await eventually(
      () => acceptAll().then(() => ordersOf(courier)),
      (orders) => orders.length >= 2,
    );
    await acceptAll();
    const carried = await ordersOf(courier);
    expect(carried).toHaveLength(2);
    const mine = await courier.ok(calls.listOrders);
    expect(
      mine.items
        .map(({ id }) => id)
        .filter((id) => jobs.includes(id))
        .toSorted(),
    ).toEqual(carried.toSorted());
    expect(await seenBy(owner, courier.id)).toMatchObject({ orders: carried, hasRoom: false });
    expect(await seenBy(neighbour, courier.id)).toMatchObject({ status: 'busy', orders: [], hasRoom: false });
    for (const id of jobs.filter((job) => !carried.includes(job)))
      await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'the test is over' } });
  });

  test('shows each customer the courier on the way, and ends order by order', async () => {
    await owner.ok(calls.changeRestaurant, perTrip(2));
    const [courier] = couriers;
    await onDuty(courier);
    const [first, second] = [await confirmed(), await confirmed()];
    await accept(courier, first);
    await eventually(
      () => jobsOf(courier),
      (jobs) => jobs.includes(second),
    );
    await accept(courier, second);
    const [atCourier, atCustomer] = await Promise.all(
      [courier, customer].map(({ token }) => Connection.as(server.url, token)),
    );
    for (const id of [first, second]) {
      await atCustomer!.ok('join:order', id);
      await move(owner, id, 'preparing');
      await move(courier, id, 'out_for_delivery');
    }
    await eventually(
      () => jobsOf(courier),
      (jobs) => jobs.length === 0,
    );

    // A client reports its position for one of them.
    const reported = async (km: number) => {
      await eventually(
        () => atCourier!.ok('delivery:location', { orderId: first, ...north(km) }),
        ({ passedOn }) => passedOn,
      );
      return north(km).latitude;
    };
    await reported(2);
    const lat = await reported(3);
    for (const id of [first, second])
      await atCustomer!.next(
        'delivery:location:update',
        ({ orderId, location }) => orderId === id && location.lat === lat,
      );

    await move(courier, second, 'delivered');
    // The courier is released after the answer.
    await eventually(
      () => ordersOf(courier),
      (orders) => orders.length === 1 && orders[0] === first,
    );
    const next = await reported(4);
    await atCustomer!.next('delivery:location:update', ({ location }) => location.lat === next);
    await atCustomer!.caughtUp();
    expect(
      atCustomer!
        .of('delivery:location:update')
        .filter(({ payload }) => payload.location.lat === next)
        .map(({ payload }) => payload.orderId),
    ).toEqual([first]);
    await move(courier, first, 'delivered');
    await becomes(courier.id, 'available', null);
  });
});

describe('assigning', () => {
  test('assigns an order to a courier, and then to another one', async () => {
    const [first, second] = couriers;
    await onDuty(first, 1);
    await onDuty(second, null);
    const id = await confirmed();
    expect((await assign(owner, id, first.id)).courier?.id).toBe(first.id);
    await becomes(first.id, 'busy', id);
    expect((await assign(owner, id, second.id)).courier?.id).toBe(second.id);
    await becomes(first.id, 'available', null);
    await becomes(second.id, 'busy', id);
    expect((await first.refused(calls.getOrder, { params: { id } })).code).toBe('not_found');
    expect((await second.ok(calls.getOrder, { params: { id } })).courier?.id).toBe(second.id);
    await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'Oven broke' } });
    await becomes(second.id, 'available', null);
  });

  test('is rejected with a code for each reason', async () => {
    const [courier, off, far, carrying] = couriers;
    await onDuty(courier);
    await onDuty(off);
    await off.ok(calls.changeCourierStatus, { body: { status: 'offline' } });
    await onDuty(far, 30);
    await onDuty(carrying);
    await assign(owner, await confirmed(), carrying.id);
    const { id: pending } = await order();
    const id = await confirmed();
    expect(await assignRefused(owner, id, off.id)).toEqual({ status: 422, code: 'courier_unavailable' });
    expect(await assignRefused(owner, id, carrying.id)).toEqual({ status: 422, code: 'courier_unavailable' });
    expect(await assignRefused(owner, id, far.id)).toEqual({ status: 404, code: 'not_found' });
    expect(await assignRefused(owner, id, 'nobody')).toEqual({ status: 404, code: 'not_found' });
    expect(await assignRefused(owner, pending, courier.id)).toEqual({
      status: 422,
      code: 'illegal_transition',
    });
    expect(await assignRefused(neighbour, id, courier.id)).toEqual({ status: 404, code: 'not_found' });
    expect(await assignRefused(customer, id, courier.id)).toEqual({ status: 403, code: 'forbidden' });
    expect(await assignRefused(courier, id, courier.id)).toEqual({ status: 403, code: 'forbidden' });
    expect(await assignRefused(server.api, id, courier.id)).toEqual({ status: 401, code: 'unauthorized' });
    const { code } = await owner.refused(calls.assignCourier, { params: { id }, body: {} as never });
    expect(code).toBe('validation_failed');
    await becomes(courier.id, 'available', null);
    for (const it of [pending, id])
      await owner.ok(calls.cancelOrder, { params: { id: it }, body: { reason: 'the test is over' } });
  });
});

test('the search for a courier and the assignments survive a kill', async () => {
  const first = await startServer();
  const [kitchen, eater, carrier, later] = await Promise.all([
    first.api.signIn('owner'),
    first.api.signIn('customer'),
    first.api.signIn('courier'),
    first.api.signIn('courier2'),
  ]);
  const menuItemId = await aDish(first.api);
  const place = async () => {
    const placed = await eater.ok(calls.placeOrder, {
      body: {
        restaurantId: aurora,
        items: [{ menuItemId, quantity: 3 }],
        fulfilment: 'delivery',
        deliveryAddress: 'Linienstrasse 9, Berlin',
        paymentMethod: 'cash',
      },
    });
    await move(kitchen, placed.id, 'confirmed');
    return placed.id;
  };
  const [carried, open] = [await place(), await place()];
  await onDuty(carrier);
  await accept(carrier, carried);
  await first.stop('SIGKILL');

  const second = await first.startAgain();
  const again = async (word: string) => second.api.signIn(word);
  const [operatorNow, carrierNow, laterNow] = [
    await again('operator'),
    await again('courier'),
    await again('courier2'),
  ];
  expect(await seenBy(operatorNow, carrierNow.session.user.id)).toMatchObject({
    status: 'busy',
    currentOrder: carried,
  });
  await onDuty(laterNow);
  await eventually(
    () => jobsOf(laterNow),
    (jobs) => jobs.includes(open),
  );
  expect((await accept(laterNow, open)).courier?.id).toBe(later.session.user.id);
});

describe('a recalled delivery', () => {
  test('is its courier’s job again', async () => {
    const [courier] = couriers;
    await onDuty(courier);
    const id = await confirmed();
    await accept(courier, id);
    for (const status of ['preparing', 'out_for_delivery'] as const) await move(owner, id, status);
    await move(courier, id, 'delivered');
    await becomes(courier.id, 'available', null);
    expect((await courier.refused(calls.getOrder, { params: { id } })).code).toBe('not_found');
    await owner.ok(calls.recallOrder, { params: { id }, body: { reason: 'The customer did not get it' } });
    await becomes(courier.id, 'busy', id);
    await move(courier, id, 'delivered');
    await becomes(courier.id, 'available', null);
  });
});

describe('an order whose acceptance was undone', () => {
  test('is not offered until it is accepted again', async () => {
    const [courier] = couriers;
    await onDuty(courier);
    const id = await confirmed();
    await eventually(
      () => jobsOf(courier),
      (jobs) => jobs.includes(id),
    );
    await move(owner, id, 'pending');
    await eventually(
      () => jobsOf(courier),
      (jobs) => !jobs.includes(id),
    );
    await move(owner, id, 'confirmed');
    await eventually(
      () => jobsOf(courier),
      (jobs) => jobs.includes(id),
    );
    await owner.ok(calls.nameDriver, { params: { id }, body: { name: 'Enzo' } });
    await eventually(
      () => jobsOf(courier),
      (jobs) => !jobs.includes(id),
    );
    await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'the test is over' } });
  });
});
