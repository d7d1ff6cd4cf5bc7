import { type OrderFacts, type Principal, rightsFrom } from '@passline/contracts';
import type { LastPosition, Position } from '../orders/last-position.ts';
import { CourierChanges } from './courier-changes.ts';
import { CourierPositions } from './courier-positions.ts';
import type { CourierDoc } from './courier.schema.ts';
import type { CouriersRepository } from './couriers.repository.ts';
import type { Dispatch } from './dispatch.ts';

const start = new Date('2026-05-04T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const here = { latitude: 52.52, longitude: 13.405 };
const faraway = { latitude: 52.62, longitude: 13.405 };
const report = (ms: number, it: object = {}) => ({
  courierId: 'c1',
  orderId: 'o1',
  ...here,
  at: after(ms),
  ...it,
});

/** A node with an in-memory store whose writes complete later. */
function aNode(courier: Partial<CourierDoc> = {}) {
  const stored: Position[] = [];
  const offered: string[] = [];
  let lookup: (courierId: string) => Promise<Position | null> = () =>
    Promise.reject(new Error('LastPosition.from was not called'));
  const couriers = {
    async keepPosition(_id: string, { lat, lng }: Position, at: Date) {
      await Promise.resolve();
      stored.push({ lat, lng, at });
      return { _id, status: 'available', ...courier, position: { lat, lng, at }, previous: null };
    },
    find: async (_id: string) => ({
      _id,
      currentOrder: { id: 'o1', restaurantId: 'r1' },
      ...courier,
      position: stored.at(-1) ?? null,
    }),
  };
  const positions = new CourierPositions(
    couriers as unknown as CouriersRepository,
    { offerTo: async ({ id }: { id: string }) => void offered.push(id) } as unknown as Dispatch,
    new CourierChanges(),
    { from: (how: typeof lookup) => void (lookup = how) } as unknown as LastPosition,
  );
  return {
    positions,
    stored,
    offered,
    written: () => positions.beforeApplicationShutdown(),
    tracked: (courierId: string) => lookup(courierId),
  };
}

describe('positions', () => {
  it('are broadcast at most once per second and order', () => {
    const { positions } = aNode();
    expect([0, 400, 999, 1_000, 1_500, 2_000].map((ms) => positions.report(report(ms)))).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(positions.report(report(2_100, { courierId: 'c2', orderId: 'o2' }))).toBe(true);
  });

  it('without an order, or out of order, are not broadcast', () => {
    const { positions } = aNode();
    expect(positions.report(report(0, { orderId: undefined }))).toBe(false);
    expect(positions.report(report(5_000))).toBe(true);
    expect(positions.report(report(3_000))).toBe(false);
  });

  it('are stored at most every five seconds within one cell', async () => {
    const { positions, stored, written } = aNode();
    for (let ms = 0; ms <= 10_000; ms += 200) {
      positions.report(report(ms));
      await written();
    }
    expect(stored.map(({ at }) => at)).toEqual([after(0), after(5_000), after(10_000)]);
  });

  it('are stored at once in a new cell, and open jobs there are offered', async () => {
    const { positions, stored, offered, written } = aNode();
    positions.report(report(0));
    await written();
    positions.report(report(1_000, faraway));
    await written();
    expect(stored).toHaveLength(2);
    expect(offered).toEqual(['c1', 'c1']);
  });

  it('offer no jobs to a courier who is not available', async () => {
    const { positions, offered, written } = aNode({ status: 'busy' });
    positions.report(report(0));
    await written();
    expect(offered).toEqual([]);
  });

  it('are written one at a time', async () => {
    const { positions, stored, written } = aNode();
    positions.report(report(0));
    positions.report(report(6_000));
    positions.report(report(12_000));
    await written();
    expect(stored).toHaveLength(1);
    positions.report(report(12_100));
    await written();
    expect(stored.at(-1)?.at).toEqual(after(12_100));
  });

  describe('seen by', () => {
    const customer: Principal = { kind: 'user', id: 'p1', ...rightsFrom('customer') };
    const kitchen: Principal = { kind: 'user', id: 's1', ...rightsFrom('kitchen', 'r1') };
    const link: Principal = { kind: 'tracking', orderId: 'o1' };
    const order = (it: Partial<OrderFacts> = {}): OrderFacts => ({
      id: 'o1',
      customerId: 'p1',
      restaurantId: 'r1',
      courierId: 'c1',
      status: 'out_for_delivery',
      ...it,
    });

    it.each([
      ['the customer, while out for delivery', customer, order(), true],
      ['the customer, before pickup', customer, order({ status: 'ready' }), false],
      ['the customer, after delivery', customer, order({ status: 'delivered' }), false],
      ['another customer', { ...customer, id: 'p2' }, order(), false],
      ['the kitchen, before pickup', kitchen, order({ status: 'ready' }), true],
      ['another kitchen', { ...kitchen, ...rightsFrom('kitchen', 'r2') }, order(), false],
      ['a tracking link, while out for delivery', link, order(), true],
      ['a tracking link, before pickup', link, order({ status: 'ready' }), false],
      ['the kitchen, of an order without a courier', kitchen, order({ courierId: null }), false],
      ['the kitchen, of an order that the courier no longer carries', kitchen, order({ id: 'o2' }), false],
    ])('%s', async (_, who, facts, seen) => {
      const { positions } = aNode();
      positions.report(report(0));
      const last = await positions.lastFor(facts, who);
      expect(last).toEqual(seen ? { lat: here.latitude, lng: here.longitude, at: after(0) } : null);
    });

    it('the tracking view, which shows the newest position of any node', async () => {
      const { positions, stored, written, tracked } = aNode();
      expect(await tracked('c1')).toBeNull();
      positions.report(report(0));
      await written();
      positions.report(report(1_000, { latitude: 52.521 }));
      expect((await tracked('c1'))?.lat).toBe(52.521);
      stored.push({ lat: 52.53, lng: 13.4, at: after(9_000) });
      expect((await tracked('c1'))?.lat).toBe(52.53);
    });
  });
});
