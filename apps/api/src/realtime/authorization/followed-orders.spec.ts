import type { OrderFacts } from '@passline/contracts';
import { FollowedOrders } from './followed-orders.ts';

const facts: OrderFacts = {
  id: 'o1',
  customerId: 'u1',
  restaurantId: 'r1',
  courierId: null,
  status: 'preparing',
};
const event = (type: string, data: object) => ({ type, data });
const moved = (status: string, version: number) =>
  event('order:status:update', { orderId: 'o1', status, version });

describe('the facts of an order that a socket of this node follows', () => {
  let orders: FollowedOrders;
  beforeEach(() => {
    orders = new FollowedOrders();
    orders.remember(facts, 3);
  });

  it('change with its events', () => {
    orders.apply(moved('out_for_delivery', 4));
    orders.apply(event('order:rider_assigned', { orderId: 'o1', riderId: 'c1', version: 5 }));
    expect(orders.get('o1')).toMatchObject({ status: 'out_for_delivery', courierId: 'c1', hasDriver: false });
    orders.apply(event('order:driver_named', { orderId: 'o1', driverName: 'Enzo', version: 6 }));
    expect(orders.get('o1')).toMatchObject({ courierId: null, hasDriver: true });
  });

  it('are not replaced by older ones that were read from the store', () => {
    orders.apply(moved('ready', 5));
    expect(orders.remember({ ...facts, status: 'confirmed' }, 2)).toMatchObject({ status: 'ready' });
    orders.apply(moved('preparing', 4));
    expect(orders.get('o1')).toMatchObject({ status: 'ready' });
    expect(orders.remember({ ...facts, status: 'out_for_delivery' }, 6)).toMatchObject({
      status: 'out_for_delivery',
    });
  });

  it('show which orders have ended, unless the final status was taken back', () => {
    expect(orders.endedFor(0)).toEqual([]);
    orders.apply(moved('delivered', 4));
    expect(orders.endedFor(0)).toEqual(['o1']);
    expect(orders.endedFor(60_000)).toEqual([]);
    orders.apply(moved('out_for_delivery', 5));
    expect(orders.endedFor(0)).toEqual([]);
  });

  it('name the order that ends with an event, if a socket of this node follows it', () => {
    expect(orders.apply(moved('out_for_delivery', 4))).toBeNull();
    expect(orders.apply(moved('delivered', 5))).toBe('o1');
    expect(
      orders.apply(event('order:status:update', { orderId: 'o2', status: 'delivered', version: 9 })),
    ).toBeNull();
  });

  it('are gone when no socket follows the order', () => {
    orders.forget('o1');
    orders.apply(moved('ready', 4));
    expect(orders.get('o1')).toBeUndefined();
  });
});
