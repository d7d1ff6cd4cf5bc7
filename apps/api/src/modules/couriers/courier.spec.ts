import { Refusal } from '@passline/contracts';
import type { CourierDoc } from './courier.schema.ts';
import {
  carry,
  changeDuty,
  confirm,
  positionExpiresAfterMs,
  free,
  isKnownTo,
  release,
  reserve,
  retire,
} from './courier.ts';
import { courierView, seenByStaff } from './courier.view.ts';
import { NOWHERE, cellOf } from './proximity.ts';
import { refusalOf, type Trip } from './trip.ts';

const now = new Date('2026-05-04T12:00:00Z');
const here = { lat: 52.52, lng: 13.405 };
const order = { id: 'o1', restaurantId: 'r1' };

const aCourier = (it: Partial<CourierDoc> = {}): CourierDoc => ({
  _id: 'c1',
  version: 3,
  name: 'Nia Brandt',
  phone: '+49 30 1234567',
  duty: 'available',
  status: 'available',
  currentOrder: null,
  position: null,
  cell: NOWHERE,
  ...it,
});
const carrying = aCourier({ status: 'busy', currentOrder: order });
const other = { id: 'o2', restaurantId: 'r1' };
const single: Trip = { limit: 1, hasLeft: false };
const shared: Trip = { limit: 2, hasLeft: false };
const onTrip = aCourier({ status: 'busy', currentOrder: order, furtherOrders: ['o2'] });

function after(courier: CourierDoc, outcome: ReturnType<typeof retire>): CourierDoc {
  if (!outcome) return courier;
  const change = outcome.change as { $set?: Partial<CourierDoc>; $unset?: object };
  const next = {
    ...courier,
    ...('$set' in change || '$unset' in change ? change.$set : change),
  };
  if (change.$unset) delete next.reservation;
  return next;
}
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'no refusal';
};

describe('a courier', () => {
  describe('on and off duty', () => {
    it('goes on duty at the sent position, with an event', () => {
      const outcome = changeDuty(aCourier({ duty: 'offline', status: 'offline' }), 'available', here, now);
      expect(after(aCourier(), outcome)).toMatchObject({
        duty: 'available',
        status: 'available',
        position: { ...here, at: now },
        cell: cellOf(here),
      });
      expect(outcome?.events).toEqual([
        {
          type: 'courier.status_changed',
          data: { status: 'available', currentOrder: null, orders: [], restaurantId: null },
        },
      ]);
    });

    it('changes nothing without a difference, and records no event for a new position', () => {
      expect(changeDuty(aCourier(), 'available', null, now)).toBeNull();
      expect(changeDuty(aCourier(), 'available', here, now)?.events).toEqual([]);
    });

    it('cannot go off duty with an order or a reservation', () => {
      expect(codeOf(() => changeDuty(carrying, 'offline', null, now))).toBe('conflict');
      const reserved = aCourier({ reservation: { orderId: 'o2', at: now } });
      expect(codeOf(() => changeDuty(reserved, 'offline', null, now))).toBe('conflict');
    });

    it('stays busy while carrying, then returns to the duty set meanwhile', () => {
      const changed = after(carrying, changeDuty(carrying, 'busy', null, now));
      expect(changed).toMatchObject({ duty: 'busy', status: 'busy' });
      expect(after(changed, free(changed, 'o1'))).toMatchObject({ status: 'busy', currentOrder: null });
      expect(after(carrying, free(carrying, 'o1'))).toMatchObject({ status: 'available' });
    });

    it('loses an old position when coming back on duty', () => {
      const old = { ...here, at: new Date(now.getTime() - positionExpiresAfterMs - 1) };
      const returned = aCourier({ duty: 'offline', status: 'offline', position: old, cell: cellOf(here) });
      expect(after(returned, changeDuty(returned, 'available', null, now))).toMatchObject({
        position: null,
        cell: NOWHERE,
      });
      const recent = { ...returned, position: { ...here, at: now } };
      expect(after(recent, changeDuty(recent, 'available', null, now)).position).toEqual({
        ...here,
        at: now,
      });
    });

    it('goes off duty when the account ends, and keeps the current order', () => {
      expect(after(aCourier(), retire(aCourier()))).toMatchObject({ status: 'offline' });
      const last = after(carrying, retire(carrying));
      expect(last).toMatchObject({ duty: 'offline', status: 'busy', currentOrder: order });
      expect(after(last, free(last, 'o1'))).toMatchObject({ status: 'offline' });
      expect(retire(aCourier({ duty: 'offline', status: 'offline' }))).toBeNull();
    });
  });

  describe('getting an order', () => {
    it('is reserved without an event, then carries the order with one', () => {
      const reserving = reserve(aCourier(), order, 'courier', single, now);
      expect(reserving?.events).toEqual([]);
      const reserved = after(aCourier(), reserving);
      expect(reserved.reservation).toEqual({ orderId: 'o1', at: now });

      const confirming = confirm(reserved, order);
      expect(after(reserved, confirming)).toMatchObject({ status: 'busy', currentOrder: order });
      expect(after(reserved, confirming)).not.toHaveProperty('reservation');
      expect(confirming?.events).toEqual([
        {
          type: 'courier.status_changed',
          data: { status: 'busy', currentOrder: 'o1', orders: ['o1'], restaurantId: 'r1' },
        },
      ]);
    });

    it('gets only one of two orders at the same time', () => {
      const reserved = after(aCourier(), reserve(aCourier(), order, 'courier', single, now));
      expect(codeOf(() => reserve(reserved, other, 'courier', single, now))).toBe('courier_unavailable');
      expect(codeOf(() => reserve(carrying, other, 'staff', single, now))).toBe('courier_unavailable');
      expect(reserve(reserved, order, 'courier', single, now)).toBeNull();
      expect(reserve(carrying, order, 'staff', single, now)).toBeNull();
    });

    it('is released when another courier was first', () => {
      const reserved = after(aCourier(), reserve(aCourier(), order, 'courier', single, now));
      expect(after(reserved, release(reserved, 'o1'))).toEqual(aCourier());
      expect(release(reserved, 'o2')).toBeNull();
      expect(release(carrying, 'o1')).toBeNull();
    });

    it('does not confirm an order that was cancelled in between', () => {
      const reserved = after(aCourier(), reserve(aCourier(), order, 'courier', single, now));
      const cancelled = after(reserved, free(reserved, 'o1'));
      expect(confirm(cancelled, order)).toBeNull();
    });

    it('carries an order once, and is freed only from the current order', () => {
      expect(after(aCourier(), carry(aCourier(), order))).toMatchObject({ currentOrder: order });
      expect(carry(carrying, order)).toBeNull();
      expect(free(carrying, 'o2')).toBeNull();
      expect(free(aCourier(), 'o1')).toBeNull();
    });

    it('names the restaurant of the ended order in the event', () => {
      expect(free(carrying, 'o1')?.events).toEqual([
        {
          type: 'courier.status_changed',
          data: { status: 'available', currentOrder: null, orders: [], restaurantId: 'r1' },
        },
      ]);
    });

    it.each([
      ['off duty', { duty: 'offline', status: 'offline' }, 'courier_unavailable', 'courier_unavailable'],
      ['on duty but busy', { duty: 'busy', status: 'busy' }, 'courier_unavailable', 'no refusal'],
      ['available', {}, 'no refusal', 'no refusal'],
    ] as const)('%s', (_, it, accepting, assigned) => {
      const courier = aCourier(it);
      expect(codeOf(() => reserve(courier, order, 'courier', single, now))).toBe(accepting);
      expect(codeOf(() => reserve(courier, order, 'staff', single, now))).toBe(assigned);
    });
  });

  describe('on a trip', () => {
    it.each([
      ['with room', carrying, shared, 'no refusal', /^$/],
      ['of one order', carrying, single, 'courier_unavailable', /must be delivered first/],
      ['that is full', onTrip, shared, 'courier_unavailable', /carry 2 orders, as many as/],
      ['that has left', carrying, { ...shared, hasLeft: true }, 'courier_unavailable', /left the restaurant/],
    ] as const)('%s', (_, courier, trip, code, why) => {
      const next = { id: 'o3', restaurantId: 'r1' };
      expect(codeOf(() => reserve(courier, next, 'courier', trip, now))).toBe(code);
      expect(refusalOf(courier, next, 'courier', trip)?.message ?? '').toMatch(why);
    });

    it('takes no order of another restaurant along, and says so by name', () => {
      const foreign = { id: 'o3', restaurantId: 'r2' };
      for (const by of ['courier', 'staff'] as const)
        expect(codeOf(() => reserve(carrying, foreign, by, { ...shared, limit: 5 }, now))).toBe(
          'other_restaurant',
        );
      expect(carry(carrying, foreign)).toBeNull();
    });

    it('reserves one place at a time, so that two acceptances at once cannot exceed the limit', () => {
      const reserved = after(carrying, reserve(carrying, other, 'courier', shared, now));
      const third = { id: 'o3', restaurantId: 'r1' };
      expect(codeOf(() => reserve(reserved, third, 'courier', { ...shared, limit: 5 }, now))).toBe(
        'courier_unavailable',
      );
      const confirmed = after(reserved, confirm(reserved, other));
      expect(confirmed).toMatchObject({ currentOrder: order, furtherOrders: ['o2'] });
      expect(confirmed).not.toHaveProperty('reservation');
    });

    it('publishes each order that joins or ends, and is free after the last', () => {
      const joined = carry(carrying, other);
      expect(joined?.events).toMatchObject([
        { data: { status: 'busy', currentOrder: 'o1', orders: ['o1', 'o2'], restaurantId: 'r1' } },
      ]);
      const first = free(onTrip, 'o1');
      expect(first?.events).toMatchObject([{ data: { status: 'busy', currentOrder: 'o2', orders: ['o2'] } }]);
      const last = after(onTrip, first);
      expect(free(last, 'o1')).toBeNull();
      expect(after(last, free(last, 'o2'))).toMatchObject({
        status: 'available',
        currentOrder: null,
        furtherOrders: [],
      });
    });

    it('keeps the reservation of another order when an order ends', () => {
      const reserved = after(carrying, reserve(carrying, other, 'courier', shared, now));
      const delivered = after(reserved, free(reserved, 'o1'));
      expect(delivered).toMatchObject({ currentOrder: null, reservation: { orderId: 'o2' } });
      expect(after(delivered, confirm(delivered, other))).toMatchObject({ currentOrder: other });
    });
  });

  describe('seen by staff', () => {
    const restaurant = { id: 'r1', location: here };

    it('is known when near, when carrying their order, and without a position', () => {
      const far = { position: { lat: 48.1, lng: 11.6, at: now } };
      expect(isKnownTo(aCourier({ position: { ...here, at: now } }), restaurant)).toBe(true);
      expect(isKnownTo(aCourier(), restaurant)).toBe(true);
      expect(isKnownTo(aCourier(far), restaurant)).toBe(false);
      expect(isKnownTo({ ...carrying, ...far }, restaurant)).toBe(true);
      expect(isKnownTo({ ...carrying, ...far }, { ...restaurant, id: 'r2' })).toBe(false);
    });

    it("hides the current order if it is another restaurant's", () => {
      const own = { currentOrder: 'o1', orders: ['o1', 'o2'], hasRoom: true };
      expect(seenByStaff(onTrip, false, true, 'r1')).toMatchObject(own);
      expect(seenByStaff(onTrip, false, true, 'r2')).toMatchObject({
        currentOrder: null,
        orders: [],
        hasRoom: false,
      });
      expect(courierView(onTrip, true, true)).toMatchObject(own);
    });
  });
});
