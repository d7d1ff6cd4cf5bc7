import { calls, type Courier as CourierView, type Order, type Page } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
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
afterAll(stopAll);
// No courier of another test is still on duty.
afterEach(async () => {
  for (const { id, currentOrder } of (await operator.ok(calls.listCouriers, { query: { limit: 100 } }))
    .items) {
    if (currentOrder)
      await owner.ok(calls.cancelOrder, {
        params: { id: currentOrder },
        body: { reason: 'the test is over' },
      });
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

async function order(): Promise<Order> {
  return customer.ok(calls.placeOrder, {
    body: {
      restaurantId: aurora,
      items: [{ menuItemId: dish, quantity: 3 }],
      fulfilment: 'delivery',
      deliveryAddress: { text: 'Linienstrasse 9, Berlin', lat: 52.5275, lng: 13.3986 },
      paymentMethod: 'cash',
    },
  });
}
const move = (who: Api, id: string, status: Order['status']) =>
  who.ok(calls.moveOrder, { params: { id }, body: { status } });
async function confirmed(): Promise<string> {
  const { id } = await order();
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
