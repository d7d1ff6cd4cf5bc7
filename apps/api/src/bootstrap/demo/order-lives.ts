import { type OrderStatus, wallClock } from '@passline/contracts';

/** How far an order has come, and after how many minutes it reached each status. */
export interface Life {
  placedAt: Date;
  /** Minutes promised at the acceptance; absent while the order rings. */
  promised?: number;
  steps: readonly (readonly [status: Exclude<OrderStatus, 'pending'>, afterMinutes: number])[];
  /** Who cancels it, and why. */
  cancelled?: { by: 'staff' | 'customer'; reason: string };
}

const minute = 60_000;
const before = (now: Date, minutes: number) => new Date(now.getTime() - minutes * minute);

/** How many orders a restaurant gets in each hour of its day. */
const ordersByHour: Readonly<Record<number, number>> = {
  11: 1,
  12: 3,
  13: 2,
  17: 1,
  18: 3,
  19: 4,
  20: 3,
  21: 2,
};
/** An order that was placed earlier than this is over. */
const longestLife = 90;

/** The orders of the last day, oldest first: lunch and dinner by the restaurant's clock, and some of the last hours. */
export function livesOfLastDay(now: Date, timeZone: string): Life[] {
  const times = [longestLife + 55, longestLife + 20, longestLife + 4];
  for (let hours = 26; hours > 1; hours -= 1) {
    const count = ordersByHour[wallClock(before(now, hours * 60), timeZone).hour] ?? 0;
    for (let one = 0; one < count; one += 1) times.push(hours * 60 - (one * 60) / count);
  }
  return times
    .filter((minutes) => minutes >= longestLife)
    .sort((a, b) => b - a)
    .map((minutes, serial) => finished(before(now, minutes), serial));
}

function finished(placedAt: Date, serial: number): Life {
  const accepted = 0.5 + (serial % 4) * 0.5;
  if (serial % 11 === 7)
    return {
      placedAt,
      steps: [['cancelled', 3]],
      cancelled: { by: 'staff', reason: 'Kitchen too busy' },
    };
  if (serial % 13 === 5)
    return {
      placedAt,
      steps: [['cancelled', 1]],
      cancelled: { by: 'customer', reason: 'Ordered by mistake' },
    };
  // A good restaurant: it keeps about nine of ten promises.
  const ready = accepted + (serial % 12 === 9 ? 34 : 13 + (serial % 5) * 2);
  return {
    placedAt,
    promised: serial % 6 === 4 ? 30 : 25,
    steps: [
      ['confirmed', accepted],
      ['preparing', accepted + 2],
      ['ready', ready],
      ['out_for_delivery', ready + 2],
      ['delivered', ready + 7 + (serial % 3) * 2],
    ],
  };
}

/** What stands on the board at the start, oldest first. The last one rings. */
export const openLives = (now: Date): Life[] => [
  {
    placedAt: before(now, 36),
    promised: 20,
    steps: [
      ['confirmed', 1],
      ['preparing', 3],
      ['ready', 22],
      ['out_for_delivery', 27],
    ],
  },
  {
    placedAt: before(now, 24),
    promised: 20,
    steps: [
      ['confirmed', 1],
      ['preparing', 2],
      ['ready', 19],
    ],
  },
  {
    placedAt: before(now, 17),
    promised: 20,
    steps: [
      ['confirmed', 1.5],
      ['preparing', 4],
    ],
  },
  {
    placedAt: before(now, 9),
    promised: 20,
    steps: [
      ['confirmed', 1],
      ['preparing', 5],
    ],
  },
  { placedAt: before(now, 4), promised: 25, steps: [['confirmed', 1]] },
  { placedAt: before(now, 0.1), steps: [] },
];
