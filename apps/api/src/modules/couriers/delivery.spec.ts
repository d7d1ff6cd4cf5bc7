import { awaitsCourier, type OrderState } from '@passline/contracts';
import type { DeliveryDoc } from './delivery.schema.ts';
import {
  close,
  decline,
  hasDeclined,
  deliveryView,
  isOpen,
  nextRound,
  offer,
  open,
  remindAfterMs,
  reopen,
  withAmount,
  roundMs,
  offersPerRound,
} from './delivery.ts';

const kitchen = { lat: 52.52, lng: 13.405 };
const at = (km: number) => ({ lat: kitchen.lat + km / 111.195, lng: kitchen.lng });
const courier = (id: string, km: number | null) => ({ id, position: km === null ? null : at(km) });
const start = new Date('2026-05-04T12:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);

const order = {
  _id: 'o1',
  number: 'A7',
  restaurantId: 'r1',
  restaurantName: 'Trattoria Aurora',
  pickup: { address: 'Torstrasse 1', location: kitchen },
  deliveryAddress: { text: 'Linienstrasse 9', lat: null, lng: null },
  totalAmount: 2_350,
  currency: 'EUR',
  fulfilment: 'delivery',
  paymentMethod: 'cash',
  paymentStatus: 'due',
  courierFee: 480,
  tip: 150,
  promise: { readyAt: new Date('2026-05-04T12:20:00Z'), deliverAt: null },
  status: 'confirmed',
  courier: null,
} as OrderState & { _id: string };

type Outcome = ReturnType<typeof close>;
type Candidates = Parameters<typeof open>[1];
const opened = (candidates: Candidates): DeliveryDoc => ({
  ...open(order, candidates, start).state,
  version: 1,
});
function after(delivery: DeliveryDoc, outcome: Outcome): DeliveryDoc {
  const change = (outcome?.change ?? {}) as { $set?: Partial<DeliveryDoc>; $unset?: object };
  const next = { ...delivery, ...(change.$set ?? change) };
  if (change.$unset) delete next.dueAt;
  return next;
}
const recipientsOf = (outcome: { events: readonly unknown[] } | null): string[] =>
  (outcome?.events ?? []).flatMap((event) =>
    (event as { data: { couriers: { id: string }[] } }).data.couriers.map(({ id }) => id),
  );

describe('the search for a courier', () => {
  it.each([
    [{}, true],
    [{ status: 'preparing' }, true],
    [{ status: 'ready' }, true],
    [{ status: 'pending' }, false],
    [{ status: 'out_for_delivery' }, false],
    [{ status: 'cancelled' }, false],
    [{ fulfilment: 'pickup' }, false],
    [{ courier: { id: 'c1', name: 'Nia', phone: null, assignedAt: start } }, false],
  ] as [Partial<OrderState>, boolean][])('is for an order with %j: %s', (it, wanted) => {
    expect(awaitsCourier({ ...order, ...it })).toBe(wanted);
  });

  it('is not offered again to a courier who declined, but still to the others', () => {
    const crew = [courier('a', 1), courier('b', 2)];
    const first = opened(crew);
    const declined = after(first, decline(first, 'a', later(5_000)));
    expect(hasDeclined(declined, 'a')).toBe(true);
    expect(hasDeclined(declined, 'b')).toBe(false);
    expect(decline(declined, 'a', later(6_000))).toBeNull();
    expect(recipientsOf(nextRound(declined, crew, later(remindAfterMs), order))).toEqual(['b']);
    expect(decline(after(first, close(first, 'b')), 'a', later(7_000))).toBeNull();
  });

  it('offers to couriers nearby, nearest first, with their distance', () => {
    const { state, events } = open(order, [courier('b', 4), courier('far', 5.5), courier('a', 1)], start);
    expect(events).toEqual([
      {
        type: 'delivery.offered',
        data: {
          orderId: 'o1',
          restaurantName: 'Trattoria Aurora',
          pickupAddress: 'Torstrasse 1',
          deliveryAddress: 'Linienstrasse 9',
          amount: 2_350,
          currency: 'EUR',
          deliveryDistance: null,
          earnings: { fee: 480, tip: 150, total: 630 },
          cashToCollect: 2_350,
          readyAt: '2026-05-04T12:20:00.000Z',
          deliverAt: null,
          couriers: [
            { id: 'a', distance: expect.any(Number) },
            { id: 'b', distance: expect.any(Number) },
          ],
        },
      },
    ]);
    expect(state).toMatchObject({ round: 0, dueAt: later(roundMs), takenBy: null });
  });

  it('offers to no courier when none is near, and plans the next round', () => {
    const { state, events } = open(order, [courier('far', 9)], start);
    expect(events).toEqual([]);
    expect(state.dueAt).toEqual(later(roundMs));
  });

  it('reaches further with every round, and offers only to new couriers', () => {
    const candidates = [courier('a', 1), courier('b', 7), courier('c', 11), courier('d', 13)];
    const delivery = opened(candidates);
    const second = nextRound(delivery, candidates, later(roundMs), order);
    expect(recipientsOf(second)).toEqual(['b']);
    const third = nextRound(after(delivery, second), candidates, later(2 * roundMs), order);
    expect(recipientsOf(third)).toEqual(['c']);
    const fourth = nextRound(after(after(delivery, second), third), candidates, later(3 * roundMs), order);
    expect(recipientsOf(fourth)).toEqual([]);
    expect(fourth?.change).toMatchObject({ round: 3, dueAt: later(4 * roundMs) });
  });

  it('reminds a courier at most every two minutes', () => {
    const candidates = [courier('a', 1)];
    let delivery = opened(candidates);
    const reminded: number[] = [];
    for (let round = 1; round <= 9; round += 1) {
      const outcome = nextRound(delivery, candidates, later(round * roundMs), order);
      if (recipientsOf(outcome).length > 0) reminded.push(round);
      delivery = after(delivery, outcome);
    }
    expect(reminded).toEqual([4, 8]);
    expect(remindAfterMs).toBe(4 * roundMs);
    expect(delivery.offers).toHaveLength(1);
  });

  it('offers to a large crowd in portions', () => {
    const crowd = Array.from({ length: offersPerRound + 10 }, (_, i) => courier(`c${i}`, i / 100));
    const delivery = opened(crowd);
    expect(delivery.offers).toHaveLength(offersPerRound);
    expect(recipientsOf(nextRound(delivery, crowd, later(roundMs), order))).toHaveLength(10);
  });

  it('runs a round only when due, so only one of two nodes runs it', () => {
    const delivery = opened([]);
    expect(nextRound(delivery, [courier('a', 1)], later(roundMs - 1), order)).toBeNull();
    const done = after(delivery, nextRound(delivery, [], later(roundMs), order));
    expect(nextRound(done, [courier('a', 1)], later(roundMs), order)).toBeNull();
  });

  it('is offered at once to a courier who comes within the current reach', () => {
    const delivery = opened([]);
    expect(recipientsOf(offer(delivery, courier('a', 2), start))).toEqual(['a']);
    expect(recipientsOf(offer(delivery, courier('unknown', null), start))).toEqual(['unknown']);
    expect(offer(delivery, courier('far', 7), start)).toBeNull();
    const wider = after(delivery, nextRound(delivery, [], later(roundMs), order));
    expect(recipientsOf(offer(wider, courier('far', 7), start))).toEqual(['far']);
    const offered = after(delivery, offer(delivery, courier('a', 2), start));
    expect(offer(offered, courier('a', 2), later(remindAfterMs))).toBeNull();
  });

  it('ends once, with an event that lists the offers', () => {
    const delivery = opened([courier('a', 1), courier('b', 2)]);
    const closing = close(delivery, 'b');
    expect(closing?.events).toEqual([
      { type: 'delivery.closed', data: { orderId: 'o1', takenBy: 'b', offeredTo: ['a', 'b'] } },
    ]);
    const closed = after(delivery, closing);
    expect(isOpen(closed)).toBe(false);
    expect(close(closed, null)).toBeNull();
    expect(nextRound(closed, [courier('c', 1)], later(roundMs), order)).toBeNull();
    expect(offer(closed, courier('c', 1), later(roundMs))).toBeNull();
  });

  it('costs what the order costs, until it is taken', () => {
    const delivery = opened([]);
    const less = after(delivery, withAmount(delivery, 1_500));
    expect(deliveryView(less, { position: null }).amount).toBe(1_500);
    expect(withAmount(less, 1_500)).toBeNull();
    expect(withAmount(after(less, close(less, 'b')), 1_000)).toBeNull();
  });

  it('starts again when the order goes back to the kitchen', () => {
    const delivery = opened([courier('a', 1)]);
    expect(reopen(delivery, start)).toBeNull();
    const again = after(
      after(delivery, close(delivery, null)),
      reopen(after(delivery, close(delivery, null)), later(1)),
    );
    expect(recipientsOf(nextRound(again, [courier('a', 1), courier('b', 7)], later(1), order))).toEqual([
      'a',
    ]);
  });

  it('shows the newest promise with every round, and nothing that an earlier release did not store', () => {
    const readyAt = new Date('2026-05-04T12:35:00Z');
    const first = opened([]);
    const second = after(
      first,
      nextRound(first, [], later(roundMs), { ...order, promise: { readyAt, deliverAt: null } }),
    );
    expect(deliveryView(second, { position: null }).readyAt).toBe(readyAt.toISOString());
    const { earnings: _, deliveryDistance: __, isCash: ___, promise: ____, ...earlier } = first;
    expect(deliveryView(earlier, { position: null })).toMatchObject({
      earnings: { fee: 0, tip: 0, total: 0 },
      cashToCollect: 0,
      readyAt: null,
    });
  });

  it('shows a job with the distance of the viewing courier', () => {
    const delivery = opened([]);
    expect(deliveryView(delivery, { position: null })).toEqual({
      orderId: 'o1',
      orderNumber: 'A7',
      restaurantId: 'r1',
      restaurantName: 'Trattoria Aurora',
      pickupAddress: 'Torstrasse 1',
      deliveryAddress: 'Linienstrasse 9',
      distance: null,
      amount: 2_350,
      currency: 'EUR',
      deliveryDistance: null,
      earnings: { fee: 480, tip: 150, total: 630 },
      cashToCollect: 2_350,
      readyAt: '2026-05-04T12:20:00.000Z',
      deliverAt: null,
    });
    expect(deliveryView(delivery, { position: kitchen }).distance).toBe(0);
  });
});
