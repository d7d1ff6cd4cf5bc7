import { momentOf, wallClock } from '@passline/contracts';

interface Minute {
  minute: number;
  day: string;
}

/** The last answer of `localDay` by time zone. */
const days = new Map<string, Minute>();

/**
 * The calendar day of `at`, as `2026-3-1`. Every order asks for it, and the format costs as much as a small write, so the
 * answer is kept for the minute: days begin at a full minute in all time zones.
 */
export function localDay(at: Date, timeZone: string): string {
  const minute = Math.floor(at.getTime() / 60_000);
  const last = days.get(timeZone);
  if (last?.minute === minute) return last.day;
  const { year, month, day } = wallClock(at, timeZone);
  const answer = { minute, day: `${year}-${month}-${day}` };
  days.set(timeZone, answer);
  return answer.day;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time as a clock on the wall shows it, as `18:05`. Formats are kept, because creating one costs 0.2 ms. */
export function clockTime(at: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    clocks.set(timeZone, clock);
  }
  return clock.format(at);
}

/** The same time on the clock on the wall, this many days later; earlier if the number is negative. */
export function plusLocalDays(at: Date, days: number, timeZone: string): Date {
  const wall = wallClock(at, timeZone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  const moment = momentOf(
    { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    timeZone,
  );
  return new Date(moment.getTime() + at.getUTCMilliseconds());
}

/** The next moment after `after` at which the wall clock shows this hour. */
export function nextHour(hour: number, timeZone: string, after: Date): Date {
  const { year, month, day } = wallClock(after, timeZone);
  for (let days = 0; days < 3; days += 1) {
    const date = new Date(Date.UTC(year, month - 1, day + days));
    const at = momentOf(
      {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour,
        minute: 0,
        second: 0,
      },
      timeZone,
    );
    if (at > after) return at;
  }
  throw new Error(`no ${hour} o'clock in ${timeZone} within three days`);
}
