import { dateIn, momentOf } from './wall-clock.ts';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** Times of the clock on the wall, `hh:mm`. A `to` that is not after `from` is on the next day; `24:00` is midnight. */
export interface OpenInterval {
  from: string;
  to: string;
}

/** A holiday or another day with its own hours. Without intervals the restaurant is closed on that day. */
export interface HoursException {
  /** `yyyy-mm-dd` */
  date: string;
  intervals: OpenInterval[];
  note?: string | undefined;
}

/** The intervals of a day are those that begin on it: a Saturday until 02:00 ends on Sunday, whatever Sunday has. */
export interface OpeningHours {
  weekly: Record<Weekday, OpenInterval[]>;
  exceptions: HoursException[];
}

export interface HoursState {
  isOpen: boolean;
  /** When it closes or opens next; null: never. */
  until: Date | null;
}

export interface Span {
  from: Date;
  to: Date;
}

const dayMs = 86_400_000;
const minutesOfDay = 24 * 60;

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The minutes from midnight of the day on which the interval begins. */
function rangeOf({ from, to }: OpenInterval): { begin: number; end: number } {
  const begin = minutesOf(from);
  const end = minutesOf(to);
  return { begin, end: end > begin ? end : end + minutesOfDay };
}

const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);
/** The calendar day of a moment, as the UTC midnight of that date. */
const dayOf = (at: Date, timeZone: string): number => Date.parse(dateIn(at, timeZone));

function intervalsOf({ weekly, exceptions }: OpeningHours, day: number): readonly OpenInterval[] {
  const date = dateOf(day);
  const exception = exceptions.find((it) => it.date === date);
  // Day 0 of the epoch was a Thursday.
  const weekday = weekdays[(((day / dayMs + 3) % 7) + 7) % 7] ?? 'monday';
  return exception ? exception.intervals : weekly[weekday];
}

function momentAt(day: number, minutes: number, timeZone: string): Date {
  const date = new Date(day + Math.floor(minutes / minutesOfDay) * dayMs);
  const rest = minutes % minutesOfDay;
  return momentOf(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: Math.floor(rest / 60),
      minute: rest % 60,
      second: 0,
    },
    timeZone,
  );
}

/**
 * The times in which the restaurant is open, in order. Times that meet or overlap are one. Begins with the day before
 * `since`, whose last interval may reach into the day, and ends after `lastDay`.
 */
function* spans(hours: OpeningHours, timeZone: string, since: Date, lastDay: number): Generator<Span> {
  let open: Span | undefined;
  for (let day = dayOf(since, timeZone) - dayMs; day <= lastDay; day += dayMs) {
    const ranges = intervalsOf(hours, day).map(rangeOf);
    for (const { begin, end } of ranges.toSorted((a, b) => a.begin - b.begin)) {
      const span = { from: momentAt(day, begin, timeZone), to: momentAt(day, end, timeZone) };
      if (open && span.from <= open.to) {
        if (span.to > open.to) open.to = span.to;
        continue;
      }
      if (open) yield open;
      open = span;
    }
  }
  if (open) yield open;
}

/** The week repeats after the last exception, so nothing new happens later than eight days after it. */
function horizonOf({ exceptions }: OpeningHours, at: Date): number {
  const dates = exceptions.map(({ date }) => Date.parse(date));
  return Math.max(Math.floor(at.getTime() / dayMs) * dayMs, ...dates) + 9 * dayMs;
}

/**
 * Whether the restaurant is open at this moment by its hours, and until when. A time that the clock shows twice counts the
 * first time, and a time that it skips counts as much later as the clock skips.
 */
export function openingAt(hours: OpeningHours, timeZone: string, at: Date): HoursState {
  const horizon = horizonOf(hours, at);
  for (const { from, to } of spans(hours, timeZone, at, horizon)) {
    if (to <= at) continue;
    if (from > at) return { isOpen: false, until: from };
    // Open day and night: it would close only where the search ends.
    return { isOpen: true, until: to.getTime() >= horizon - dayMs ? null : to };
  }
  return { isOpen: false, until: null };
}

/** The times of one calendar day in which the restaurant is open, from the first midnight to the next one. */
export function openOn(hours: OpeningHours | null, timeZone: string, date: string): Span[] {
  const day = Date.parse(date);
  const [from, to] = [momentAt(day, 0, timeZone), momentAt(day, minutesOfDay, timeZone)];
  if (!hours) return [{ from, to }];
  return [...spans(hours, timeZone, from, day)]
    .filter((span) => span.to > from && span.from < to)
    .map((span) => ({ from: span.from < from ? from : span.from, to: span.to > to ? to : span.to }));
}

export type HoursFault = 'time' | 'same' | 'overlap' | 'date' | 'repeated';

const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;

function faultOf(interval: OpenInterval, others: readonly OpenInterval[]): HoursFault | undefined {
  const { from, to } = interval;
  if (!clockTime.test(from) || (!clockTime.test(to) && to !== '24:00')) return 'time';
  if (from === to) return 'same';
  const { begin, end } = rangeOf(interval);
  return others.some((other) => {
    const range = rangeOf(other);
    return range.begin < end && begin < range.end;
  })
    ? 'overlap'
    : undefined;
}

function isDate(date: string): boolean {
  const at = /^20\d\d-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  return !Number.isNaN(at) && dateOf(at) === date;
}

/** What is wrong, with the path of each fault, in the order of the form. */
export function hoursFaults({ weekly, exceptions }: OpeningHours): { path: string; fault: HoursFault }[] {
  const ofDay = (intervals: readonly OpenInterval[], path: string) =>
    intervals.flatMap((interval, i) => {
      const fault = faultOf(interval, intervals.slice(0, i));
      return fault ? [{ path: `${path}.${i}`, fault }] : [];
    });
  return [
    ...weekdays.flatMap((day) => ofDay(weekly[day], `weekly.${day}`)),
    ...exceptions.flatMap(({ date, intervals }, i) => {
      const fault = !isDate(date)
        ? ('date' as const)
        : exceptions.slice(0, i).some((other) => other.date === date)
          ? ('repeated' as const)
          : undefined;
      return [
        ...(fault ? [{ path: `exceptions.${i}.date`, fault }] : []),
        ...ofDay(intervals, `exceptions.${i}.intervals`),
      ];
    }),
  ];
}
