import { type Point, type Refusal, type Role, defaultAlertPolicy } from '@passline/contracts';
import type { EventEnvelope } from '@passline/event-log';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../access/caller.ts';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { cancel, move, promise } from '../orders/order.ts';
import { OrdersRepository } from '../orders/orders.repository.ts';
import { RestaurantsRepository } from '../restaurants/restaurants.repository.ts';
import { type Domain, startDomain } from '../testing/domain.ts';
import { CourierPositions } from './courier-positions.ts';
import { reservedForMs } from './courier.ts';
import { CouriersModule } from './couriers.module.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { roundMs } from './delivery.ts';
import { Dispatch } from './dispatch.ts';

let domain: Domain;
let couriers: CouriersService;
let deliveries: DeliveriesService;
let orders: OrdersRepository;
let places = 0;

beforeAll(async () => {
  domain = await startDomain([OrderAccessModule, CouriersModule]);
  couriers = domain.get(CouriersService);
  deliveries = domain.get(DeliveriesService);
  orders = domain.get(OrdersRepository);
});
afterAll(() => domain.close());

const someone = (role: Role, restaurantId: string | null = null, id = uuidv7()): Caller => ({
  kind: 'user',
  id,
  role,
  restaurantId,
  name: `${role} ${id.slice(-4)}`,
  phone: '+49 30 1234567',
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
});
const staffActor = { id: 'somebody', role: 'manager' };

/** A town of its own for each test, hundreds of kilometres from the next. */
async function aTown() {
  const centre: Point = { lat: -60 + 4 * places++, lng: 20 };
  const at = (km: number): Point => ({ lat: centre.lat + km / 111.195, lng: centre.lng });
  const { _id: restaurantId } = await domain.get(RestaurantsRepository).create(
    {
      name: 'Trattoria Aurora',
      description: '',
      cuisine: '',
      address: 'Torstrasse 1',
      location: centre,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      deliveryFee: 0,
      minimumOrder: 0,
    },
    null,
  );
  const place = async () => {
    const id = uuidv7();
    await orders.insert(
      id,
      [
        {
          type: 'order.placed',
          data: {
            number: 'A7',
            restaurantId,
            restaurantName: 'Trattoria Aurora',
            pickup: { address: 'Torstrasse 1', location: centre },
            timeZone: 'Europe/Berlin',
            customerId: 'customer',
            customerName: 'Jonas',
            customerPhone: null,
            items: [],
            subtotal: 2_000,
            discount: 0,
            deliveryFee: 0,
            totalAmount: 2_000,
            currency: 'EUR',
            fulfilment: 'delivery',
            deliveryAddress: { text: 'Linienstrasse 9', lat: null, lng: null },
            paymentMethod: 'cash',
            paymentStatus: 'due',
            offerCode: null,
            note: null,
            alertPolicy: defaultAlertPolicy,
          },
        },
      ],
      staffActor,
      undefined,
      new Date(),
    );
    return id;
  };
  return {
    restaurantId,
    at,
    staff: someone('manager', restaurantId),
    place,
    /** An order that a courier is looked for. */
    confirmed: async () => {
      const id = await place();
      await orders.change(id, (order, now) => promise(order, 20, 'staff', null, now), staffActor);
      return id;
    },
    /** Somebody on duty, so far from the kitchen. */
    courier: async (km: number | null = 1) => {
      const courier = someone('courier');
      const position = km === null ? {} : { latitude: at(km).lat, longitude: at(km).lng };
      await couriers.changeStatus(courier, { status: 'available', ...position });
      return courier;
    },
  };
}

const of = (events: readonly EventEnvelope[], type: string, id: string) =>
  events.filter((event) => event.type === type && event.aggregate.id === id).map(({ data }) => data);
const offersOf = async (orderId: string): Promise<string[][]> =>
  of(await domain.events(), 'delivery.offered', orderId).map((data) =>
    (data as { couriers: { id: string }[] }).couriers.map(({ id }) => id),
  );
const closingsOf = async (orderId: string) => of(await domain.events(), 'delivery.closed', orderId);
const stateOf = async (courier: Caller) => {
  await domain.events();
  const found = await domain.get(CouriersRepository).find(courier.id);
  return {
    status: found?.status,
    currentOrder: found?.currentOrder?.id ?? null,
    reserved: found?.reservation,
  };
};
const free = { status: 'available', currentOrder: null, reserved: undefined };
const carries = (orderId: string) => ({ status: 'busy', currentOrder: orderId, reserved: undefined });
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'won',
    (error: unknown) => (error as Refusal).code,
  );

describe('jobs', () => {
  it('are offered to who is near when an order is confirmed, further each round, and then closed', async () => {
    const town = await aTown();
    const [near, farther, gone] = [await town.courier(2), await town.courier(7), await town.courier(1)];
    await couriers.changeStatus(gone, { status: 'offline' });
    await domain.events();
    const orderId = await town.confirmed();
    expect(await offersOf(orderId)).toEqual([[near.id]]);

    const dispatch = domain.get(Dispatch);
    await dispatch.round(orderId, new Date(Date.now() + roundMs - 1_000));
    expect(await offersOf(orderId)).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => dispatch.round(orderId, new Date(Date.now() + roundMs))));
    expect(await offersOf(orderId)).toEqual([[near.id], [farther.id]]);

    await deliveries.accept(farther, orderId);
    expect(await closingsOf(orderId)).toEqual([
      { orderId, takenBy: farther.id, offeredTo: [near.id, farther.id] },
    ]);
    expect((await deliveries.available(near)).items).toEqual([]);
  });

  it('are offered at once to who comes on duty, comes near or is free again', async () => {
    const town = await aTown();
    const orderId = await town.confirmed();
    await domain.events();
    const onDuty = await town.courier(2);
    expect(await offersOf(orderId)).toEqual([[onDuty.id]]);

    const comes = await town.courier(20);
    expect(await offersOf(orderId)).toHaveLength(1);
    const { lat, lng } = town.at(3);
    domain
      .get(CourierPositions)
      .report({ courierId: comes.id, latitude: lat, longitude: lng, at: new Date() });
    await domain.get(CourierPositions).beforeApplicationShutdown();
    expect((await offersOf(orderId)).at(-1)).toEqual([comes.id]);

    const second = await town.confirmed();
    await deliveries.accept(onDuty, orderId);
    await orders.change(orderId, (order) => cancel(order, 'Oven broke', 'staff'), staffActor);
    expect((await offersOf(second)).flat()).toContain(onDuty.id);
    expect(await stateOf(onDuty)).toEqual(free);
  });

  it('are listed for those who can accept them', async () => {
    const town = await aTown();
    const [near, unknown] = [await town.courier(2), await town.courier(null)];
    const orderId = await town.confirmed();
    const [job] = (await deliveries.available(near)).items.filter((it) => it.orderId === orderId);
    expect(job).toMatchObject({ orderNumber: 'A7', pickupAddress: 'Torstrasse 1', amount: 2_000 });
    expect(job!.distance).toBeGreaterThan(1_900);
    expect(job!.distance).toBeLessThan(2_100);
    const [seen] = (await deliveries.available(unknown)).items.filter((it) => it.orderId === orderId);
    expect(seen!.distance).toBeNull();
    await couriers.changeStatus(unknown, { status: 'busy' });
    expect((await deliveries.available(unknown)).items).toEqual([]);
  });

  it('end with the order, however it goes', async () => {
    const town = await aTown();
    const cancelled = await town.confirmed();
    const brought = await town.confirmed();
    await domain.events();
    await orders.change(cancelled, (order) => cancel(order, 'Oven broke', 'staff'), staffActor);
    await orders.change(brought, (order, now) => move(order, 'preparing', 'staff', null, now), staffActor);
    await orders.change(
      brought,
      (order, now) => move(order, 'out_for_delivery', 'staff', null, now),
      staffActor,
    );
    const late = await town.courier();
    expect(await closingsOf(cancelled)).toEqual([{ orderId: cancelled, takenBy: null, offeredTo: [] }]);
    expect(await closingsOf(brought)).toEqual([{ orderId: brought, takenBy: null, offeredTo: [] }]);
    expect(await codeOf(deliveries.accept(late, cancelled))).toBe('not_found');
  });

  it('are looked for again when a step is taken back into the house', async () => {
    const town = await aTown();
    const orderId = await town.confirmed();
    for (const status of ['preparing', 'ready', 'out_for_delivery', 'ready'] as const)
      await orders.change(orderId, (order, now) => move(order, status, 'staff', null, now), staffActor);
    await domain.events();
    const late = await town.courier();
    expect(await codeOf(deliveries.accept(late, orderId))).toBe('won');
  });
});

describe('accepting', () => {
  it('twenty at once: one wins, nineteen are told that it is taken, and all nineteen are free', async () => {
    const town = await aTown();
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => town.courier(i / 10)));
    const orderId = await town.confirmed();
    const outcomes = await Promise.all(crowd.map((courier) => codeOf(deliveries.accept(courier, orderId))));
    expect(outcomes.filter((it) => it === 'won')).toHaveLength(1);
    expect(outcomes.filter((it) => it === 'already_taken')).toHaveLength(19);

    const order = await domain.get(OrderAccess).find(orderId);
    const winner = crowd[outcomes.indexOf('won')]!;
    expect(order?.courier?.id).toBe(winner.id);
    for (const courier of crowd)
      expect(await stateOf(courier)).toEqual(courier === winner ? carries(orderId) : free);
    expect(of(await domain.events(), 'order.courier_assigned', orderId)).toHaveLength(1);
    expect(await closingsOf(orderId)).toHaveLength(1);
  });

  it('two jobs at once by one courier: one', async () => {
    const town = await aTown();
    const courier = await town.courier();
    const jobs = [await town.confirmed(), await town.confirmed(), await town.confirmed()];
    const outcomes = await Promise.all(jobs.map((orderId) => codeOf(deliveries.accept(courier, orderId))));
    expect(outcomes.toSorted()).toEqual(['courier_unavailable', 'courier_unavailable', 'won']);
    expect(await stateOf(courier)).toEqual(carries(jobs[outcomes.indexOf('won')]!));
    const taken = await Promise.all(jobs.map((orderId) => domain.get(OrderAccess).find(orderId)));
    expect(taken.filter((order) => order?.courier?.id === courier.id)).toHaveLength(1);
  });

  it('the same job twice, at once and later: it is theirs', async () => {
    const town = await aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    const twice = await Promise.all([1, 2].map(() => codeOf(deliveries.accept(courier, orderId))));
    expect([...twice, await codeOf(deliveries.accept(courier, orderId))]).toEqual(['won', 'won', 'won']);
    expect(await stateOf(courier)).toEqual(carries(orderId));
  });

  it('is refused by name', async () => {
    const town = await aTown();
    const [winner, other, far] = [await town.courier(1), await town.courier(2), await town.courier(30)];
    const [taken, open, pending] = [await town.confirmed(), await town.confirmed(), await town.place()];
    await deliveries.accept(winner, taken);
    expect(await codeOf(deliveries.accept(other, taken))).toBe('already_taken');
    expect(await codeOf(deliveries.accept(winner, open))).toBe('courier_unavailable');
    expect(await codeOf(deliveries.accept(far, open))).toBe('not_found');
    expect(await codeOf(deliveries.accept(other, pending))).toBe('not_found');
    expect(await codeOf(deliveries.accept(other, uuidv7()))).toBe('not_found');
    await couriers.changeStatus(other, { status: 'busy' });
    expect(await codeOf(deliveries.accept(other, open))).toBe('courier_unavailable');
    await couriers.changeStatus(other, { status: 'offline' });
    expect(await codeOf(deliveries.accept(other, open))).toBe('courier_unavailable');
    expect(await codeOf(deliveries.accept(someone('courier'), open))).toBe('courier_unavailable');
    expect(await codeOf(couriers.changeStatus(winner, { status: 'offline' }))).toBe('conflict');
  });

  it('is over when it is delivered', async () => {
    const town = await aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    await deliveries.accept(courier, orderId);
    await orders.change(orderId, (order, now) => move(order, 'preparing', 'staff', null, now), staffActor);
    for (const status of ['out_for_delivery', 'delivered'] as const)
      await orders.change(orderId, (order, now) => move(order, status, 'courier', courier, now), courier);
    expect(await stateOf(courier)).toEqual(free);
    const told = of(await domain.events(), 'courier.status_changed', courier.id);
    expect(told.slice(-2)).toEqual([
      { status: 'busy', currentOrder: orderId, restaurantId: town.restaurantId },
      { status: 'available', currentOrder: null, restaurantId: town.restaurantId },
    ]);
  });
});

describe('assigning', () => {
  it('gives the job to a courier, then to another one, and frees the first', async () => {
    const town = await aTown();
    const [first, second] = [await town.courier(1), await town.courier(2)];
    const orderId = await town.confirmed();
    expect((await deliveries.assign(town.staff, orderId, first.id)).courier?.id).toBe(first.id);
    expect(await stateOf(first)).toEqual(carries(orderId));
    expect((await deliveries.assign(town.staff, orderId, second.id)).courier?.id).toBe(second.id);
    expect(await stateOf(first)).toEqual(free);
    expect(await stateOf(second)).toEqual(carries(orderId));
    expect((await deliveries.assign(town.staff, orderId, second.id)).courier?.id).toBe(second.id);
    expect(of(await domain.events(), 'order.courier_assigned', orderId)).toHaveLength(2);
  });

  it('to and fro at once ends with one who carries it', async () => {
    const town = await aTown();
    const crew = [await town.courier(1), await town.courier(2), await town.courier(3)];
    const orderId = await town.confirmed();
    await Promise.all(crew.map((courier) => deliveries.assign(town.staff, orderId, courier.id)));
    await domain.events();
    const order = await domain.get(OrderAccess).find(orderId);
    for (const courier of crew)
      expect(await stateOf(courier)).toEqual(courier.id === order?.courier?.id ? carries(orderId) : free);
  });

  it('is refused by name, and nobody stays reserved', async () => {
    const town = await aTown();
    const elsewhere = await aTown();
    const [courier, offDuty, stranger] = [
      await town.courier(),
      await town.courier(),
      await elsewhere.courier(),
    ];
    await couriers.changeStatus(offDuty, { status: 'offline' });
    const [orderId, pending] = [await town.confirmed(), await town.place()];
    expect(await codeOf(deliveries.assign(elsewhere.staff, orderId, courier.id))).toBe('not_found');
    expect(await codeOf(deliveries.assign(town.staff, orderId, stranger.id))).toBe('not_found');
    expect(await codeOf(deliveries.assign(town.staff, orderId, uuidv7()))).toBe('not_found');
    expect(await codeOf(deliveries.assign(town.staff, orderId, offDuty.id))).toBe('courier_unavailable');
    expect(await codeOf(deliveries.assign(town.staff, pending, courier.id))).toBe('illegal_transition');
    expect(await stateOf(courier)).toEqual(free);
    await deliveries.assign(town.staff, orderId, courier.id);
    expect(await codeOf(deliveries.assign(town.staff, await town.confirmed(), courier.id))).toBe(
      'courier_unavailable',
    );
  });
});

describe('after a crash', () => {
  it('between the order and the courier, the order says who carries it', async () => {
    const town = await aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    await domain
      .get(CouriersRepository)
      .change(
        courier.id,
        () => ({ change: { reservation: { orderId, at: new Date() } }, events: [] }),
        courier,
      );
    const { id, name, phone } = courier;
    await domain.get(OrderAccess).assignCourier(orderId, { id, name, phone }, 'courier', courier);
    expect(await stateOf(courier)).toEqual(carries(orderId));
  });

  it('before the order heard of it, a reservation ends by itself', async () => {
    const town = await aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    const at = new Date(Date.now() - reservedForMs - 1);
    const repository = domain.get(CouriersRepository);
    await repository.change(
      courier.id,
      () => ({ change: { reservation: { orderId, at } }, events: [] }),
      courier,
    );
    while ((await repository.find(courier.id))?.reservation) await new Promise(setImmediate);
    expect(await stateOf(courier)).toEqual(free);
    expect(await codeOf(deliveries.accept(courier, orderId))).toBe('won');
  });

  it('a search whose order has gone on is closed by its next round', async () => {
    const town = await aTown();
    const orderId = await town.confirmed();
    await domain.events();
    const searches = domain.get(DeliveriesRepository);
    await orders.change(orderId, (order) => cancel(order, 'Oven broke', 'staff'), staffActor);
    await domain.events();
    const past = new Date(Date.now() - 1);
    await searches.change(orderId, () => ({ change: { dueAt: past }, events: [] }));
    while ((await searches.find(orderId))?.dueAt) await new Promise(setImmediate);
    expect(await closingsOf(orderId)).toHaveLength(2);
  });
});

describe('the list of couriers', () => {
  const list = async (caller: Caller, query: object = {}) =>
    (await couriers.list(caller, { limit: 100, ...query })).items;
  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

  it('shows staff who is on duty near or carries their order, without the orders of others', async () => {
    const town = await aTown();
    const neighbour = someone('kitchen', (await aTown()).restaurantId);
    const [near, busy, off, far] = [
      await town.courier(1),
      await town.courier(2),
      await town.courier(3),
      await town.courier(13),
    ];
    await couriers.changeStatus(off, { status: 'offline' });
    const orderId = await town.confirmed();
    await deliveries.assign(town.staff, orderId, busy.id);

    const seen = await list(town.staff);
    expect(idsOf(seen)).toEqual(expect.arrayContaining([near.id, busy.id]));
    expect(idsOf(seen)).not.toContain(off.id);
    expect(idsOf(seen)).not.toContain(far.id);
    expect(seen.find(({ id }) => id === busy.id)).toMatchObject({
      status: 'busy',
      currentOrder: orderId,
      location: town.at(2),
      locatedAt: expect.any(String),
    });
    expect(idsOf(await list(town.staff, { status: 'busy' }))).toContain(busy.id);
    expect(idsOf(await list(town.staff, { status: 'available' }))).not.toContain(busy.id);
    expect(await list(town.staff, { status: 'offline' })).toEqual([]);
    expect(idsOf(await list(neighbour))).not.toContain(near.id);
    expect(await list(someone('manager'))).toEqual([]);
  });

  it('shows operators everybody, in pages', async () => {
    const town = await aTown();
    const crew = [await town.courier(1), await town.courier(30)];
    await couriers.changeStatus(crew[1]!, { status: 'offline' });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await couriers.list(someone('operator'), { limit: 3, ...(cursor && { cursor }) });
      seen.push(...idsOf(page.items));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(expect.arrayContaining(crew.map(({ id }) => id)));
    expect(new Set(seen).size).toBe(seen.length);
    expect(await codeOf(couriers.list(someone('courier'), { limit: 3 }))).toBe('forbidden');
  });

  it('knows a courier from their first use, made once', async () => {
    const courier = someone('courier');
    const twice = await Promise.all(
      [1, 2].map(() => couriers.changeStatus(courier, { status: 'available' })),
    );
    expect(twice.map(({ status }) => status)).toEqual(['available', 'available']);
    expect(twice[0]).toMatchObject({ id: courier.id, name: courier.name, location: null, locatedAt: null });
    expect(await codeOf(couriers.changeStatus(courier, { status: 'available', latitude: 1 }))).toBe(
      'validation_failed',
    );
    expect(await codeOf(couriers.changeStatus(someone('customer'), { status: 'available' }))).toBe(
      'forbidden',
    );
  });
});
