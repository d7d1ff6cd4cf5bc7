import { metresBetween, type Point } from '@passline/contracts';
import { minutesPerKilometre } from '../orders/order.ts';

/** How far a courier has come since their way was first seen. */
export interface Pace {
  since: Date;
  metres: number;
  last: Point;
  at: Date;
}

const minute = 60_000;
/** Walking: standing still at a traffic light, or in front of another door, must not make the way endless. */
const slowest = 12;
const handover = 2;
/** One traffic light says nothing. */
const seenForMs = 2 * minute;
/** What was longer ago counts half. */
const windowMs = 10 * minute;

export function paceWith(before: Pace | undefined, here: Point, at: Date): Pace {
  if (!before || at.getTime() - before.at.getTime() > windowMs)
    return { since: at, metres: 0, last: here, at };
  const metres = before.metres + metresBetween(before.last, here);
  const ms = at.getTime() - before.since.getTime();
  return ms > windowMs
    ? { since: new Date(at.getTime() - ms / 2), metres: metres / 2, last: here, at }
    : { since: before.since, metres, last: here, at };
}

/** As planned, or slower if the courier is; never faster, because a promise must hold. */
export function minutesPerKm({ since, metres, at }: Pace): number {
  const ms = at.getTime() - since.getTime();
  if (ms < seenForMs) return minutesPerKilometre;
  const seen = metres === 0 ? slowest : ms / minute / (metres / 1_000);
  return Math.min(slowest, Math.max(minutesPerKilometre, seen));
}

/** When the courier is at each door, if they always go to the nearest one next, as the crow flies. */
export function arrivalsAt(doors: ReadonlyMap<string, Point>, pace: Pace): Map<string, Date> {
  const arrivals = new Map<string, Date>();
  const left = new Map(doors);
  const perMetre = minutesPerKm(pace) / 1_000;
  let [here, minutes] = [pace.last, 0];
  while (left.size > 0) {
    const [next] = [...left].sort(([, a], [, b]) => metresBetween(here, a) - metresBetween(here, b));
    if (!next) break;
    const [orderId, door] = next;
    minutes += metresBetween(here, door) * perMetre;
    arrivals.set(orderId, new Date(pace.at.getTime() + minutes * minute));
    minutes += handover;
    left.delete(orderId);
    here = door;
  }
  return arrivals;
}
