import type { OrderFacts, Principal } from '@passline/contracts';
import type { LastPosition, Position } from '../orders/last-position.ts';
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

/** A store in memory, slow enough to be overtaken. */
function aNode(courier: Partial<CourierDoc> = {}) {
  const stored: Position[] = [];
  const offered: string[] = [];
  let ask: (courierId: string) => Promise<Position | null> = () =>
    Promise.reject(new Error('nobody told how'));
  const couriers = {
    async keepPosition(_id: string, { lat, lng }: Position, at: Date) {
      await Promise.resolve();
      stored.push({ lat, lng, at });
      return { _id, status: 'available', ...courier, position: { lat, lng, at } };
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
    { from: (how: typeof ask) => void (ask = how) } as unknown as LastPosition,
  );
  return {
    positions,
    stored,
    offered,
    written: () => positions.beforeApplicationShutdown(),
    tracked: (courierId: string) => ask(courierId),
  };
}

describe('positions', () => {
  it('are passed on once per second and order', () => {
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

  it('that bring no order, or come late, are passed on to nobody', () => {
    const { positions } = aNode();
    expect(positions.report(report(0, { orderId: undefined }))).toBe(false);
    expect(positions.report(report(5_000))).toBe(true);
    expect(positions.report(report(3_000))).toBe(false);
  });

  it('are stored once in five seconds, whatever comes', async () => {
    const { positions, stored, written } = aNode();
    for (let ms = 0; ms <= 10_000; ms += 200) {
      positions.report(report(ms));
      await written();
    }
    expect(stored.map(({ at }) => at)).toEqual([after(0), after(5_000), after(10_000)]);
  });

  it('are stored at once in another cell, and jobs there are offered', async () => {
    const { positions, stored, offered, written } = aNode();
    positions.report(report(0));
    await written();
    positions.report(report(1_000, faraway));
    await written();
    expect(stored).toHaveLength(2);
    expect(offered).toEqual(['c1', 'c1']);
  });

  it('offer nothing to somebody who takes no jobs', async () => {
    const { positions, offered, written } = aNode({ status: 'busy' });
    positions.report(report(0));
    await written();
    expect(offered).toEqual([]);
  });

  it('go to the store one at a time', async () => {
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
    const customer: Principal = { kind: 'user', id: 'p1', role: 'customer', restaurantId: null };
    const kitchen: Principal = { kind: 'user', id: 's1', role: 'kitchen', restaurantId: 'r1' };
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
      ['the customer, on the way', customer, order(), true],
      ['the customer, before', customer, order({ status: 'ready' }), false],
      ['the customer, afterwards', customer, order({ status: 'delivered' }), false],
      ['another customer', { ...customer, id: 'p2' }, order(), false],
      ['the kitchen, before', kitchen, order({ status: 'ready' }), true],
      ['another kitchen', { ...kitchen, restaurantId: 'r2' }, order(), false],
      ['a link, on the way', link, order(), true],
      ['a link, before', link, order({ status: 'ready' }), false],
      ['anybody, of an order that nobody brings', kitchen, order({ courierId: null }), false],
      ['anybody, of an order that they no longer carry', kitchen, order({ id: 'o2' }), false],
    ])('%s', async (_, who, facts, seen) => {
      const { positions } = aNode();
      positions.report(report(0));
      const last = await positions.lastFor(facts, who);
      expect(last).toEqual(seen ? { lat: here.latitude, lng: here.longitude, at: after(0) } : null);
    });

    it('the tracking view: the newest that any node knows', async () => {
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
