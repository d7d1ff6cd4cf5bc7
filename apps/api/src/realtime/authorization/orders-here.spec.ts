import type { OrderFacts } from '@passline/contracts';
import { OrdersHere } from './orders-here.ts';

const facts: OrderFacts = {
  id: 'o1',
  customerId: 'u1',
  restaurantId: 'r1',
  courierId: null,
  status: 'preparing',
};
const said = (type: string, data: object) => ({ type, data });
const moved = (status: string, version: number) =>
  said('order:status:update', { orderId: 'o1', status, version });

describe('what is known of an order that somebody here follows', () => {
  let here: OrdersHere;
  beforeEach(() => {
    here = new OrdersHere();
    here.learn(facts, 3);
  });

  it('follows what is said of it', () => {
    here.heard(moved('out_for_delivery', 4));
    here.heard(said('order:rider_assigned', { orderId: 'o1', riderId: 'c1', version: 5 }));
    expect(here.get('o1')).toEqual({ ...facts, status: 'out_for_delivery', courierId: 'c1' });
  });

  it('is never older for having been read again', () => {
    here.heard(moved('ready', 5));
    expect(here.learn({ ...facts, status: 'confirmed' }, 2)).toMatchObject({ status: 'ready' });
    here.heard(moved('preparing', 4));
    expect(here.get('o1')).toMatchObject({ status: 'ready' });
    expect(here.learn({ ...facts, status: 'out_for_delivery' }, 6)).toMatchObject({
      status: 'out_for_delivery',
    });
  });

  it('tells which are over, unless the last step was taken back', () => {
    expect(here.overFor(0)).toEqual([]);
    here.heard(moved('delivered', 4));
    expect(here.overFor(0)).toEqual(['o1']);
    expect(here.overFor(60_000)).toEqual([]);
    here.heard(moved('out_for_delivery', 5));
    expect(here.overFor(0)).toEqual([]);
  });

  it('answers which order is over with an event, if it is followed here', () => {
    expect(here.heard(moved('out_for_delivery', 4))).toBeNull();
    expect(here.heard(moved('delivered', 5))).toBe('o1');
    expect(
      here.heard(said('order:status:update', { orderId: 'o2', status: 'delivered', version: 9 })),
    ).toBeNull();
  });

  it('is nothing when nobody follows it', () => {
    here.forget('o1');
    here.heard(moved('ready', 4));
    expect(here.get('o1')).toBeUndefined();
  });
});
