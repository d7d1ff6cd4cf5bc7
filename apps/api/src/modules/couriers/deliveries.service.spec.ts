import { v7 as uuidv7 } from 'uuid';
import { OrderAccess } from '../orders/order.access.ts';
import { cancel, move, recall } from '../orders/order.ts';
import { OrdersRepository } from '../orders/orders.repository.ts';
import { carries, codeOf, free, someone, staffActor, startTowns } from '../../testing/town.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesService } from './deliveries.service.ts';

let towns: Awaited<ReturnType<typeof startTowns>>;
let couriers: CouriersService;
let deliveries: DeliveriesService;
let orders: OrdersRepository;

beforeAll(async () => {
  towns = await startTowns();
  couriers = towns.domain.get(CouriersService);
  deliveries = towns.domain.get(DeliveriesService);
  orders = towns.domain.get(OrdersRepository);
});
afterAll(() => towns.domain.close());

describe('accepting', () => {
  it('by twenty couriers at once: one wins, nineteen get already_taken and stay free', async () => {
    const town = await towns.aTown();
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => town.courier(i / 10)));
    const orderId = await town.confirmed();
    const outcomes = await Promise.all(crowd.map((courier) => codeOf(deliveries.accept(courier, orderId))));
    expect(outcomes.filter((it) => it === 'won')).toHaveLength(1);
    expect(outcomes.filter((it) => it === 'already_taken')).toHaveLength(19);

    const order = await towns.domain.get(OrderAccess).find(orderId);
    const winner = crowd[outcomes.indexOf('won')]!;
    expect(order?.courier?.id).toBe(winner.id);
    for (const courier of crowd)
      expect(await towns.stateOf(courier)).toEqual(courier === winner ? carries(orderId) : free);
    expect(await towns.factsOf('order.courier_assigned', orderId)).toHaveLength(1);
    expect(await towns.factsOf('delivery.closed', orderId)).toHaveLength(1);
  });

  it('several jobs at once by one courier: one succeeds', async () => {
    const town = await towns.aTown();
    const courier = await town.courier();
    const jobs = [await town.confirmed(), await town.confirmed(), await town.confirmed()];
    const outcomes = await Promise.all(jobs.map((orderId) => codeOf(deliveries.accept(courier, orderId))));
    expect(outcomes.toSorted()).toEqual(['courier_unavailable', 'courier_unavailable', 'won']);
    expect(await towns.stateOf(courier)).toEqual(carries(jobs[outcomes.indexOf('won')]!));
    const taken = await Promise.all(jobs.map((orderId) => towns.domain.get(OrderAccess).find(orderId)));
    expect(taken.filter((order) => order?.courier?.id === courier.id)).toHaveLength(1);
  });

  it('the same job twice, at once and later, succeeds', async () => {
    const town = await towns.aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    const twice = await Promise.all([1, 2].map(() => codeOf(deliveries.accept(courier, orderId))));
    expect([...twice, await codeOf(deliveries.accept(courier, orderId))]).toEqual(['won', 'won', 'won']);
    expect(await towns.stateOf(courier)).toEqual(carries(orderId));
  });

  it('is rejected with the reason', async () => {
    const town = await towns.aTown();
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

  it('frees the courier when the order is delivered', async () => {
    const town = await towns.aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    await deliveries.accept(courier, orderId);
    await orders.change(orderId, (order, now) => move(order, 'preparing', 'staff', null, now), staffActor);
    for (const status of ['out_for_delivery', 'delivered'] as const)
      await orders.change(orderId, (order, now) => move(order, status, 'courier', courier, now), courier);
    expect(await towns.stateOf(courier)).toEqual(free);
    const statusChanges = await towns.factsOf('courier.status_changed', courier.id);
    expect(statusChanges.slice(-2)).toEqual([
      { status: 'busy', currentOrder: orderId, orders: [orderId], restaurantId: town.restaurantId },
      { status: 'available', currentOrder: null, orders: [], restaurantId: town.restaurantId },
    ]);
  });
});

describe('assigning', () => {
  it('gives the job to a courier, then to another one, and frees the first', async () => {
    const town = await towns.aTown();
    const [first, second] = [await town.courier(1), await town.courier(2)];
    const orderId = await town.confirmed();
    expect((await deliveries.assign(town.staff, orderId, first.id)).courier?.id).toBe(first.id);
    expect(await towns.stateOf(first)).toEqual(carries(orderId));
    expect((await deliveries.assign(town.staff, orderId, second.id)).courier?.id).toBe(second.id);
    expect(await towns.stateOf(first)).toEqual(free);
    expect(await towns.stateOf(second)).toEqual(carries(orderId));
    expect((await deliveries.assign(town.staff, orderId, second.id)).courier?.id).toBe(second.id);
    expect(await towns.factsOf('order.courier_assigned', orderId)).toHaveLength(2);
  });

  it('to several couriers at once ends with one who carries it', async () => {
    const town = await towns.aTown();
    const crew = [await town.courier(1), await town.courier(2), await town.courier(3)];
    const orderId = await town.confirmed();
    await Promise.all(crew.map((courier) => deliveries.assign(town.staff, orderId, courier.id)));
    await towns.domain.events();
    const order = await towns.domain.get(OrderAccess).find(orderId);
    for (const courier of crew)
      expect(await towns.stateOf(courier)).toEqual(
        courier.id === order?.courier?.id ? carries(orderId) : free,
      );
  });

  it('is rejected with the reason, and leaves no reservation', async () => {
    const town = await towns.aTown();
    const elsewhere = await towns.aTown();
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
    expect(await towns.stateOf(courier)).toEqual(free);
    await deliveries.assign(town.staff, orderId, courier.id);
    expect(await codeOf(deliveries.assign(town.staff, await town.confirmed(), courier.id))).toBe(
      'courier_unavailable',
    );
  });
});

describe('a trip', () => {
  const picksUp = (orderId: string) =>
    orders.change(orderId, (order, now) => move(order, 'out_for_delivery', 'staff', null, now), staffActor);
  const inKitchen = async (town: Awaited<ReturnType<typeof towns.aTown>>) => {
    const orderId = await town.confirmed();
    await orders.change(orderId, (order, now) => move(order, 'preparing', 'staff', null, now), staffActor);
    return orderId;
  };

  it('never has more orders than the restaurant allows, whoever assigns at the same time', async () => {
    const town = await towns.aTown(3);
    const courier = await town.courier();
    const jobs = await Promise.all(Array.from({ length: 6 }, () => town.confirmed()));
    const attempt = () =>
      Promise.all(
        jobs.flatMap((orderId, i) => [
          codeOf(deliveries.accept(courier, orderId)),
          ...(i % 2 ? [codeOf(deliveries.assign(town.staff, orderId, courier.id))] : []),
        ]),
      );
    // One order joins at a time, so the third joins in the third round at the latest.
    const outcomes = [...(await attempt()), ...(await attempt()), ...(await attempt())];
    expect([...new Set(outcomes)].toSorted()).toEqual(['courier_unavailable', 'won']);
    const taken = await Promise.all(jobs.map((orderId) => towns.domain.get(OrderAccess).find(orderId)));
    const mine = taken.filter((order) => order?.courier?.id === courier.id).map((order) => order!._id);
    expect(mine).toHaveLength(3);
    const { orders: carried, ...state } = await towns.stateOf(courier);
    expect(carried?.toSorted()).toEqual(mine.toSorted());
    expect(state).toEqual({ status: 'busy', reserved: undefined });
  });

  it('takes further orders of its restaurant until it has left, and ends order by order', async () => {
    const [town, elsewhere] = [await towns.aTown(3), await towns.aTown(3)];
    const courier = await town.courier();
    const [first, second, third] = [await inKitchen(town), await inKitchen(town), await inKitchen(town)];
    await deliveries.accept(courier, first);
    const listed = async () =>
      (await deliveries.available(courier)).items.map(({ orderId }) => orderId).toSorted();
    expect(await listed()).toEqual([second, third].toSorted());
    await deliveries.accept(courier, second);
    expect(await towns.stateOf(courier)).toEqual(carries(first, second));
    expect(await listed()).toEqual([third]);

    await picksUp(second);
    expect(await listed()).toEqual([]);
    expect(await codeOf(deliveries.accept(courier, third))).toBe('courier_unavailable');
    expect(await codeOf(deliveries.assign(town.staff, third, courier.id))).toBe('courier_unavailable');
    const foreign = await elsewhere.confirmed();
    expect(await codeOf(deliveries.accept(courier, foreign))).toBe('not_found');

    await orders.change(second, (order, now) => move(order, 'delivered', 'courier', courier, now), courier);
    expect(await towns.stateOf(courier)).toEqual(carries(first));
    await orders.change(second, (order, now) => recall(order, { reason: 'Not there' }, now), staffActor);
    expect(await towns.stateOf(courier)).toEqual(carries(first, second));
    await deliveries.assign(town.staff, first, (await town.courier()).id);
    expect(await towns.stateOf(courier)).toEqual(carries(second));
    await orders.change(second, (order) => cancel(order, { reason: 'Oven broke' }, 'staff'), staffActor);
    expect(await towns.stateOf(courier)).toEqual(free);
  });

  it('has orders of one restaurant: another one is refused by name', async () => {
    const town = await towns.aTown(3);
    const courier = await town.courier(null);
    const orderId = await town.confirmed();
    const foreign = await (await towns.aTown(3)).confirmed();
    await towns.domain.events();
    await deliveries.accept(courier, orderId);
    expect(await codeOf(deliveries.accept(courier, foreign))).toBe('other_restaurant');
    expect(await towns.stateOf(courier)).toEqual(carries(orderId));
    expect((await deliveries.available(courier)).items).toEqual([]);
  });

  it('is offered new orders of its restaurant first, also from further away', async () => {
    const town = await towns.aTown(2);
    const [onTrip, near] = [await town.courier(7), await town.courier(0.1)];
    await deliveries.assign(town.staff, await town.confirmed(), onTrip.id);
    await towns.domain.events();
    const orderId = await town.confirmed();
    const offered = await towns.factsOf('delivery.offered', orderId);
    expect(offered).toMatchObject([{ couriers: [{ id: onTrip.id }, { id: near.id }] }]);
    await deliveries.accept(onTrip, orderId);
    // Full: the next one is not offered to them.
    const third = await town.confirmed();
    expect(await towns.factsOf('delivery.offered', third)).toMatchObject([{ couriers: [{ id: near.id }] }]);
  });

  it('is shown to staff with its orders and its room', async () => {
    const town = await towns.aTown(2);
    const courier = await town.courier();
    const seen = async () => {
      await towns.domain.events();
      return (await couriers.list(town.staff, { limit: 10 })).items.find(({ id }) => id === courier.id);
    };
    const [first, second] = [await town.confirmed(), await town.confirmed()];
    expect(await seen()).toMatchObject({ orders: [], hasRoom: true });
    await deliveries.assign(town.staff, first, courier.id);
    expect(await seen()).toMatchObject({ currentOrder: first, orders: [first], hasRoom: true });
    await deliveries.assign(town.staff, second, courier.id);
    expect(await seen()).toMatchObject({ currentOrder: first, orders: [first, second], hasRoom: false });
    expect(await couriers.own(courier)).toMatchObject({ orders: [first, second], hasRoom: false });
  });
});
