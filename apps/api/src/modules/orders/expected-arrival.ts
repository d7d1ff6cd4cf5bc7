import type { OrderState } from '@passline/contracts';
import type { Draft } from './order.ts';

const minute = 60_000;
/** A smaller difference is within what a courier can make up for. */
const leastShiftMs = 3 * minute;
/** Customers must be able to rely on a time for a while. */
const restMs = 2 * minute;

type Promised = Pick<OrderState, 'status' | 'promise' | 'courier'>;

/** The time at the door that the courier's way says: never before what the restaurant promised. Null: as it is. */
function shifted({ status, promise, courier }: Promised, expected: Date, now: Date): Date | null {
  if (status !== 'out_for_delivery' || !promise?.deliverAt || courier?.arrivedAt?.door) return null;
  if (expected < now || (promise.changedAt && now.getTime() - promise.changedAt.getTime() < restMs))
    return null;
  const promised = promise.delayedFrom ?? promise.deliverAt;
  const next = Math.max(expected.getTime(), promised.getTime());
  if (Math.abs(next - promise.deliverAt.getTime()) < leastShiftMs) return null;
  return expected <= promised ? promised : new Date(Math.ceil(next / minute) * minute);
}

/** Whether the expected time is worth a change. Cheap, so it is asked for each position. */
export const mayShift = (order: Promised, expected: Date, now: Date): boolean =>
  shifted(order, expected, now) !== null;

export function expectArrival(order: OrderState, expected: Date, now: Date): Draft[] {
  const { promise } = order;
  const next = shifted(order, expected, now);
  if (!next || !promise?.deliverAt) return [];
  const promised = promise.delayedFrom ?? promise.deliverAt;
  return [
    {
      type: 'order.arrival_changed',
      data: {
        readyAt: promise.readyAt,
        expectedAt: next,
        expectedBefore: promise.deliverAt,
        delayedFrom: next > promised ? promised : null,
      },
    },
  ];
}
