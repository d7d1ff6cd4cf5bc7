import { applyOrderFact, type OrderState } from '@passline/contracts';
import { expectArrival, mayShift } from './expected-arrival.ts';

const noon = new Date('2026-05-04T12:00:00Z');
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
/** Picked up at noon, promised at the door twenty minutes later. */
const onTheWay = (over: Partial<OrderState> = {}) =>
  ({
    status: 'out_for_delivery',
    promise: { readyAt: at(0), deliverAt: at(20) },
    courier: { id: 'c1', name: 'Carla', phone: null, assignedAt: noon },
    version: 7,
    decidedVersion: 7,
    ...over,
  }) as OrderState;

function after(order: OrderState, expected: number, now: number): OrderState {
  return expectArrival(order, at(expected), at(now)).reduce<OrderState>(
    (state, draft) =>
      applyOrderFact(state, { ...draft, at: at(now), version: state.version + 1, actor: null }),
    order,
  );
}
const deliverAtOf = ({ promise }: OrderState) => (promise!.deliverAt!.getTime() - noon.getTime()) / 60_000;

it.each([
  ['in time', 18, 1, 20],
  ['less than three minutes late', 22.5, 1, 20],
  ['three minutes late', 23, 1, 23],
  ['late, in whole minutes', 30.2, 1, 31],
  ['expected in the past', 25, 26, 20],
])('%s', (_, expected, now, deliverAt) => {
  expect(deliverAtOf(after(onTheWay(), expected, now))).toBe(deliverAt);
});

it('keeps what was promised, and is no decision of a person', () => {
  const late = after(onTheWay(), 30, 1);
  expect(late).toMatchObject({ promise: { delayedFrom: at(20), changedAt: at(1) }, decidedVersion: 7 });
  expect(expectArrival(onTheWay(), at(30), at(1))).toEqual([
    {
      type: 'order.arrival_changed',
      data: { readyAt: at(0), expectedAt: at(30), expectedBefore: at(20), delayedFrom: at(20) },
    },
  ]);
  expect(after(late, 40, 4)).toMatchObject({ promise: { deliverAt: at(40), delayedFrom: at(20) } });
});

it('changes at most every two minutes', () => {
  const late = after(onTheWay(), 30, 1);
  expect(mayShift(late, at(40), at(2.9))).toBe(false);
  expect(after(late, 40, 2.9)).toBe(late);
  expect(deliverAtOf(after(late, 40, 3))).toBe(40);
});

it('is earlier again when the courier catches up, never before the promise', () => {
  const late = after(onTheWay(), 30, 1);
  expect(deliverAtOf(after(late, 26, 4))).toBe(26);
  const kept = after(late, 10, 4);
  expect(kept.promise).not.toHaveProperty('delayedFrom');
  expect(kept).toMatchObject({ promise: { deliverAt: at(20) } });
});

it.each([
  ['before it is picked up', { status: 'ready' as const }],
  ['without a promise', { promise: null }],
  [
    'at the door',
    { courier: { id: 'c1', name: 'Carla', phone: null, assignedAt: noon, arrivedAt: { door: noon } } },
  ],
])('does not change %s', (_, over) => {
  expect(expectArrival(onTheWay(over), at(60), at(1))).toEqual([]);
});
