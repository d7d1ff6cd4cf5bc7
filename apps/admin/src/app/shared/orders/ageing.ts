import type { Ageing, Order } from '@passline/contracts';
import { defaultAgeing, isFinal } from '@passline/contracts/browser';

/** The only thing on a ticket with a colour. */
export type Age = 'calm' | 'due' | 'late';

const minute = 60_000;
const at = (moment: string) => new Date(moment).getTime();
const between = (now: number, due: number, late: number): Age =>
  now >= late ? 'late' : now >= due ? 'due' : 'calm';

/** Since when the kitchen can work on it: an order for later waits before that. */
export const begunAt = ({ scheduled, createdAt }: Pick<Order, 'scheduled' | 'createdAt'>): string =>
  scheduled?.startsAt ?? createdAt;

/** The promised time of the current stage: ready, or delivered. */
export function promisedAt({ status, promise }: Pick<Order, 'status' | 'promise'>): string | null {
  return status === 'out_for_delivery'
    ? (promise?.deliverAt ?? promise?.readyAt ?? null)
    : (promise?.readyAt ?? null);
}

export function ageOf(
  order: Pick<Order, 'status' | 'promise' | 'scheduled' | 'createdAt'>,
  now: number,
  patience: Ageing = defaultAgeing,
): Age {
  if (isFinal(order.status) || order.status === 'scheduled') return 'calm';
  const placed = at(begunAt(order));
  if (order.status === 'pending')
    return between(now, placed + patience.answer.due * minute, placed + patience.answer.late * minute);
  const promised = promisedAt(order);
  if (!promised) {
    const { due, late } = patience.unpromised;
    return between(now, placed + due * minute, placed + late * minute);
  }
  // The courier is late, and the promise says the time that is expected now.
  if (order.status === 'out_for_delivery' && order.promise?.delayedFrom) return 'late';
  const goal = at(promised);
  return order.status === 'ready'
    ? between(now, goal, goal + patience.standing * minute)
    : between(now, goal - patience.dueBefore * minute, goal);
}

/** Whole minutes until the promise, negative when late; rounded away from zero. */
export const minutesLeft = (promised: string, now: number): number => {
  const left = (at(promised) - now) / minute;
  return left >= 0 ? Math.ceil(left) : Math.floor(left);
};
