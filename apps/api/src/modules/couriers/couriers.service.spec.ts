import type { Caller } from '../../common/access/caller.ts';
import { codeOf, someone, startTowns } from '../../testing/town.ts';
import { CouriersService } from './couriers.service.ts';
import { DeliveriesService } from './deliveries.service.ts';

let towns: Awaited<ReturnType<typeof startTowns>>;
let couriers: CouriersService;
let deliveries: DeliveriesService;

beforeAll(async () => {
  towns = await startTowns();
  couriers = towns.domain.get(CouriersService);
  deliveries = towns.domain.get(DeliveriesService);
});
afterAll(() => towns.domain.close());

describe('the list of couriers', () => {
  const list = async (caller: Caller, query: object = {}) =>
    (await couriers.list(caller, { limit: 100, ...query })).items;
  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

  it('shows staff the couriers on duty nearby or with their order, without orders of other restaurants', async () => {
    const town = await towns.aTown();
    const neighbour = someone('kitchen', (await towns.aTown()).restaurantId);
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

  it('shows operators all couriers, in pages', async () => {
    const town = await towns.aTown();
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

  it('creates a courier once, at their first status change', async () => {
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
