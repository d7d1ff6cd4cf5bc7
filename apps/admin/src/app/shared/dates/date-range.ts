export type Span = 'today' | 'week' | 'month' | 'custom';
/** Values of date fields (yyyy-mm-dd), both inclusive. */
export interface Days {
  first: string;
  last: string;
}
export interface Range {
  from: Date;
  to: Date;
}

const dayMs = 24 * 3_600_000;
const mostDays = 366;

/** The reader's time zone, for pages without a restaurant. */
export const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The date in a time zone. */
export const dayIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  );

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Offset from UTC in milliseconds. */
function aheadBy(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((it) => it.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/** Start of a day in the restaurant's time zone. */
export function startOfDay(day: string, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`);
  // Computed twice, for days on which the clocks change.
  const guess = wall - aheadBy(timeZone, wall);
  return new Date(wall - aheadBy(timeZone, guess));
}

/** Undefined: not a valid period. */
export function rangeOf(span: Span, days: Days, timeZone: string, now: Date): Range | undefined {
  const today = dayIn(timeZone, now);
  if (span !== 'custom') {
    const back = { today: 0, week: 6, month: 29 }[span];
    return { from: startOfDay(plusDays(today, -back), timeZone), to: now };
  }
  const { first, last } = days;
  if (!first || !last || first > last || first > today || last > plusDays(first, mostDays - 1))
    return undefined;
  const end = startOfDay(plusDays(last, 1), timeZone);
  return { from: startOfDay(first, timeZone), to: end < now ? end : now };
}
