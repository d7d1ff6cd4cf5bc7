import { momentOf, wallClock } from '@passline/contracts/browser';

const two = (value: number) => String(value).padStart(2, '0');

/** The value of a date and time field: what the clock in that zone shows. */
export function dateTimeFieldValue(at: Date, timeZone: string): string {
  const { year, month, day, hour, minute } = wallClock(at, timeZone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** Undefined while the field is not filled completely. */
export function momentOfField(value: string, timeZone: string): Date | undefined {
  const parts = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts;
  return momentOf({ year, month, day, hour, minute, second: 0 }, timeZone);
}

/** The next time the clock in that zone shows `hhmm`: today if still ahead, otherwise tomorrow. */
export function nextAt(hhmm: string, now: Date, timeZone: string): Date {
  const [hour = 0, minute = 0] = hhmm.split(':').map(Number);
  const today = { ...wallClock(now, timeZone), hour, minute, second: 0 };
  const at = momentOf(today, timeZone);
  return at > now ? at : momentOf({ ...today, day: today.day + 1 }, timeZone);
}
