/** Wall clock arithmetic in IANA time zones, with Intl only. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

export function wallClock(at: Date, timeZone: string): Wall {
  const part = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

const asIfUtc = ({ year, month, day, hour, minute, second }: Wall) =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** The moment of this wall clock time. Of a repeated time it is the first one, of a skipped time the next one. */
export function momentOf(wall: Wall, timeZone: string): Date {
  const wanted = asIfUtc(wall);
  const offsetAt = (at: number) => asIfUtc(wallClock(new Date(at), timeZone)) - at;
  // Around a clock change, only the offsets of the day before and the day after are possible.
  const candidates = [wanted - offsetAt(wanted - 86_400_000), wanted - offsetAt(wanted + 86_400_000)].sort(
    (a, b) => a - b,
  );
  const shown = candidates.find((at) => at + offsetAt(at) === wanted);
  return new Date(shown ?? candidates[1] ?? wanted);
}

const dayMs = 86_400_000;

/** The calendar date of a moment, as yyyy-mm-dd, or of some days after it. */
export function dateIn(at: Date, timeZone: string, daysLater = 0): string {
  const { year, month, day } = wallClock(at, timeZone);
  return new Date(Date.UTC(year, month - 1, day) + daysLater * dayMs).toISOString().slice(0, 10);
}
