import type { Point } from '@passline/contracts';
import { metresBetween } from '@passline/contracts/browser';

export interface Sent {
  at: Point;
  time: number;
  orderId: string | undefined;
}

/** Carrying, a customer watches the map. Waiting, only the distance to restaurants counts. */
const paces = {
  carrying: { soonest: 5_000, metres: 20, latest: 30_000 },
  waiting: { soonest: 20_000, metres: 150, latest: 180_000 },
} as const;

/** Whether a position is worth sending: often enough to be useful, and as seldom as that allows. */
export function isWorthSending(
  before: Sent | undefined,
  now: { at: Point; time: number; orderId: string | undefined },
): boolean {
  if (!before || before.orderId !== now.orderId) return true;
  const pace = paces[now.orderId === undefined ? 'waiting' : 'carrying'];
  const since = now.time - before.time;
  if (since < pace.soonest) return false;
  return since >= pace.latest || metresBetween(before.at, now.at) >= pace.metres;
}
