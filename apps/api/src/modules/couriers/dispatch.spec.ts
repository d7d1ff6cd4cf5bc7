import { OrderAccess } from '../orders/order.access.ts';
import { cancel, move } from '../orders/order.ts';
import { OrdersRepository } from '../orders/orders.repository.ts';
import { carries, codeOf, free, staffActor, startTowns } from '../../testing/town.ts';
import { CourierPositions } from './courier-positions.ts';
import { reservedForMs } from './courier.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { roundMs } from './delivery.ts';
import { Dispatch } from './dispatch.ts';

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

const offersOf = async (orderId: string): Promise<string[][]> =>
  (await towns.factsOf('delivery.offered', orderId)).map((data) =>
    (data as { couriers: { id: string }[] }).couriers.map(({ id }) => id),
  );
const closingsOf = (orderId: string) => towns.factsOf('delivery.closed', orderId);

describe('jobs', () => {
  it('are offered nearby when an order is confirmed, further away each round, and closed when taken', async () => {
    const town = await towns.aTown();
    const [near, farther, offDuty] = [await town.courier(2), await town.courier(7), await town.courier(1)];
    await couriers.changeStatus(offDuty, { status: 'offline' });
    await towns.domain.events();
    const orderId = await town.confirmed();
    expect(await offersOf(orderId)).toEqual([[near.id]]);

    const dispatch = towns.domain.get(Dispatch);
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

  it('are offered at once to a courier who comes on duty, comes near or becomes free', async () => {
    const town = await towns.aTown();
    const orderId = await town.confirmed();
    await towns.domain.events();
    const onDuty = await town.courier(2);
    expect(await offersOf(orderId)).toEqual([[onDuty.id]]);

    const arriving = await town.courier(20);
    expect(await offersOf(orderId)).toHaveLength(1);
    const { lat, lng } = town.at(3);
    towns.domain
      .get(CourierPositions)
      .report({ courierId: arriving.id, latitude: lat, longitude: lng, at: new Date() });
    await towns.domain.get(CourierPositions).beforeApplicationShutdown();
    expect((await offersOf(orderId)).at(-1)).toEqual([arriving.id]);

    const second = await town.confirmed();
    await deliveries.accept(onDuty, orderId);
    await orders.change(orderId, (order) => cancel(order, { reason: 'Oven broke' }, 'staff'), staffActor);
    expect((await offersOf(second)).flat()).toContain(onDuty.id);
    expect(await towns.stateOf(onDuty)).toEqual(free);
  });

  it('are listed for couriers who can accept them', async () => {
    const town = await towns.aTown();
    const [near, unknown] = [await town.courier(2), await town.courier(null)];
    const orderId = await town.confirmed();
    await towns.domain.events();
    const [job] = (await deliveries.available(near)).items.filter((it) => it.orderId === orderId);
    expect(job).toMatchObject({ orderNumber: 'A7', pickupAddress: 'Torstrasse 1', amount: 2_000 });
    expect(job!.distance).toBeGreaterThan(1_900);
    expect(job!.distance).toBeLessThan(2_100);
    const [seen] = (await deliveries.available(unknown)).items.filter((it) => it.orderId === orderId);
    expect(seen!.distance).toBeNull();
    await couriers.changeStatus(unknown, { status: 'busy' });
    expect((await deliveries.available(unknown)).items).toEqual([]);
  });

  it('close when the order is cancelled or leaves without a courier', async () => {
    const town = await towns.aTown();
    const cancelled = await town.confirmed();
    const outForDelivery = await town.confirmed();
    await towns.domain.events();
    await orders.change(cancelled, (order) => cancel(order, { reason: 'Oven broke' }, 'staff'), staffActor);
    await orders.change(
      outForDelivery,
      (order, now) => move(order, 'preparing', 'staff', null, now),
      staffActor,
    );
    await orders.change(
      outForDelivery,
      (order, now) => move(order, 'out_for_delivery', 'staff', null, now),
      staffActor,
    );
    await towns.domain.events();
    const late = await town.courier();
    expect(await closingsOf(cancelled)).toEqual([{ orderId: cancelled, takenBy: null, offeredTo: [] }]);
    expect(await closingsOf(outForDelivery)).toEqual([
      { orderId: outForDelivery, takenBy: null, offeredTo: [] },
    ]);
    expect(await codeOf(deliveries.accept(late, cancelled))).toBe('not_found');
  });

  it('are offered again when an undo brings the order back to the kitchen', async () => {
    const town = await towns.aTown();
    const orderId = await town.confirmed();
    for (const status of ['preparing', 'ready', 'out_for_delivery', 'ready'] as const)
      await orders.change(orderId, (order, now) => move(order, status, 'staff', null, now), staffActor);
    await towns.domain.events();
    const late = await town.courier();
    expect(await codeOf(deliveries.accept(late, orderId))).toBe('won');
  });
});

describe('after a crash', () => {
  it('between the writes of order and courier, the event of the order completes the assignment', async () => {
    const town = await towns.aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    await towns.domain
      .get(CouriersRepository)
      .change(
        courier.id,
        () => ({ change: { reservation: { orderId, at: new Date() } }, events: [] }),
        courier,
      );
    const { id, name, phone } = courier;
    await towns.domain.get(OrderAccess).assignCourier(orderId, { id, name, phone }, 'courier', courier);
    expect(await towns.stateOf(courier)).toEqual(carries(orderId));
  });

  it('before the write of the order, the sweep releases the reservation', async () => {
    const town = await towns.aTown();
    const courier = await town.courier();
    const orderId = await town.confirmed();
    const at = new Date(Date.now() - reservedForMs - 1);
    const repository = towns.domain.get(CouriersRepository);
    await repository.change(
      courier.id,
      () => ({ change: { reservation: { orderId, at } }, events: [] }),
      courier,
    );
    while ((await repository.find(courier.id))?.reservation) await new Promise(setImmediate);
    expect(await towns.stateOf(courier)).toEqual(free);
    expect(await codeOf(deliveries.accept(courier, orderId))).toBe('won');
  });

  it('the next round closes a search whose order no longer needs a courier', async () => {
    const town = await towns.aTown();
    const orderId = await town.confirmed();
    await towns.domain.events();
    const searches = towns.domain.get(DeliveriesRepository);
    await orders.change(orderId, (order) => cancel(order, { reason: 'Oven broke' }, 'staff'), staffActor);
    await towns.domain.events();
    const past = new Date(Date.now() - 1);
    await searches.change(orderId, () => ({ change: { dueAt: past }, events: [] }));
    // The event is published shortly after the write.
    while ((await closingsOf(orderId)).length < 2) await new Promise(setImmediate);
    expect((await searches.find(orderId))?.dueAt).toBeUndefined();
  });
});
