import fc from 'fast-check';
import {
  hoursFaults,
  minutesOf,
  openingAt,
  openOn,
  type OpeningHours,
  type OpenInterval,
  weekdays,
} from './opening-hours.ts';
import { Hours } from './restaurant-hours.ts';
import { wallClock } from './wall-clock.ts';

const berlin = 'Europe/Berlin';
const daily = (...intervals: OpenInterval[]): OpeningHours['weekly'] =>
  Object.fromEntries(weekdays.map((day) => [day, intervals])) as unknown as OpeningHours['weekly'];
const lunchAndDinner = daily({ from: '11:30', to: '14:30' }, { from: '18:00', to: '22:00' });
const closed = daily();
const night: OpeningHours = {
  weekly: { ...closed, saturday: [{ from: '20:00', to: '02:30' }], sunday: [{ from: '12:00', to: '15:00' }] },
  exceptions: [],
};
const stateAt = (hours: OpeningHours, at: string, zone = berlin) => {
  const { isOpen, until } = openingAt(hours, zone, new Date(at));
  return `${isOpen ? 'open' : 'closed'} until ${until?.toISOString() ?? 'ever'}`;
};

describe('the hours of a week', () => {
  const hours = { weekly: lunchAndDinner, exceptions: [] };
  test.each([
    ['before lunch', '2026-03-02T09:00:00Z', 'closed until 2026-03-02T10:30:00.000Z'],
    ['at the opening', '2026-03-02T10:30:00Z', 'open until 2026-03-02T13:30:00.000Z'],
    ['at the closing', '2026-03-02T13:30:00Z', 'closed until 2026-03-02T17:00:00.000Z'],
    ['after dinner', '2026-03-02T22:00:00Z', 'closed until 2026-03-03T10:30:00.000Z'],
  ])('%s', (_, at, state) => expect(stateAt(hours, at)).toBe(state));

  test('are those of the zone of the restaurant', () => {
    expect(stateAt(hours, '2026-03-02T03:00:00Z', 'Asia/Tokyo')).toBe('open until 2026-03-02T05:30:00.000Z');
  });

  test('may be none, or all', () => {
    expect(stateAt({ weekly: closed, exceptions: [] }, '2026-03-02T03:00:00Z')).toBe('closed until ever');
    const always = { weekly: daily({ from: '00:00', to: '24:00' }), exceptions: [] };
    expect(stateAt(always, '2026-03-28T03:00:00Z')).toBe('open until ever');
  });

  test('go past midnight, and end on the next day whatever that has', () => {
    expect(stateAt(night, '2026-03-08T01:00:00Z')).toBe('open until 2026-03-08T01:30:00.000Z');
    expect(stateAt(night, '2026-03-08T01:30:00Z')).toBe('closed until 2026-03-08T11:00:00.000Z');
    const holiday = { ...night, exceptions: [{ date: '2026-03-08', intervals: [] }] };
    expect(stateAt(holiday, '2026-03-08T01:00:00Z')).toBe('open until 2026-03-08T01:30:00.000Z');
    expect(stateAt(holiday, '2026-03-08T01:30:00Z')).toBe('closed until 2026-03-14T19:00:00.000Z');
  });

  test('that meet are one time', () => {
    const weekly = {
      ...closed,
      friday: [{ from: '18:00', to: '24:00' }],
      saturday: [{ from: '00:00', to: '03:00' }],
    };
    expect(stateAt({ weekly, exceptions: [] }, '2026-03-06T20:00:00Z')).toBe(
      'open until 2026-03-07T02:00:00.000Z',
    );
  });
});

describe('days that differ', () => {
  test('replace the hours of their date', () => {
    const hours: OpeningHours = {
      weekly: lunchAndDinner,
      exceptions: [
        { date: '2026-12-24', intervals: [{ from: '11:30', to: '13:00' }], note: 'Christmas Eve' },
        { date: '2026-12-25', intervals: [] },
      ],
    };
    expect(stateAt(hours, '2026-12-24T11:00:00Z')).toBe('open until 2026-12-24T12:00:00.000Z');
    expect(stateAt(hours, '2026-12-24T13:00:00Z')).toBe('closed until 2026-12-26T10:30:00.000Z');
  });

  test('are found in a year without hours, and in one that is always open', () => {
    const exception = { date: '2026-12-31', intervals: [{ from: '18:00', to: '24:00' }] };
    expect(stateAt({ weekly: closed, exceptions: [exception] }, '2026-01-01T12:00:00Z')).toBe(
      'closed until 2026-12-31T17:00:00.000Z',
    );
    const always = daily({ from: '00:00', to: '24:00' });
    expect(stateAt({ weekly: always, exceptions: [exception] }, '2026-01-01T12:00:00Z')).toBe(
      'open until 2026-12-30T23:00:00.000Z',
    );
  });
});

describe('when the clocks change', () => {
  test.each([
    [
      'forward: a closing time that the clock skips is an hour later',
      '2026-03-28T23:00:00Z',
      'open until 2026-03-29T01:30:00.000Z',
    ],
    [
      'back: it closes the first time that the clock shows the hour',
      '2026-10-24T22:00:00Z',
      'open until 2026-10-25T00:30:00.000Z',
    ],
    [
      'back: it stays closed the second time',
      '2026-10-25T01:00:00Z',
      'closed until 2026-10-25T11:00:00.000Z',
    ],
  ])('%s', (_, at, state) => expect(stateAt(night, at)).toBe(state));
});

const quarter = fc.integer({ min: 0, max: 95 }).map((n) => {
  const minutes = n * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
});
const anyDay = fc
  .array(fc.record({ from: quarter, to: quarter }), { maxLength: 3 })
  .map((all) =>
    all.reduce<OpenInterval[]>((kept, one) => (isFine([...kept, one]) ? [...kept, one] : kept), []),
  );
const isFine = (monday: OpenInterval[]) =>
  hoursFaults({ weekly: { ...closed, monday }, exceptions: [] }).length === 0;
const anyHours: fc.Arbitrary<OpeningHours> = fc.record({
  weekly: fc
    .tuple(...weekdays.map(() => anyDay))
    .map((days) => Object.fromEntries(weekdays.map((day, i) => [day, days[i]])) as OpeningHours['weekly']),
  exceptions: fc
    .uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 60 }), intervals: anyDay }), {
      selector: ({ day }) => day,
      maxLength: 4,
    })
    .map((all) =>
      all.map(({ day, intervals }) => ({
        date: new Date(Date.UTC(2026, 2, 1 + day)).toISOString().slice(0, 10),
        intervals,
      })),
    ),
});
const zones = fc.constantFrom(
  berlin,
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'UTC',
);
const anyMoment = fc
  .integer({ min: 0, max: 60 * 96 })
  .map((n) => new Date(Date.UTC(2026, 2, 2) + n * 900_000));

/** What a guest reads on the door: today's intervals, and those of yesterday that reach into today. */
function byTheDoor({ weekly, exceptions }: OpeningHours, at: Date, zone: string): boolean {
  const wall = wallClock(at, zone);
  const minutes = wall.hour * 60 + wall.minute;
  return [0, 1].some((before) => {
    const day = new Date(Date.UTC(wall.year, wall.month - 1, wall.day - before));
    const date = day.toISOString().slice(0, 10);
    const intervals =
      exceptions.find((it) => it.date === date)?.intervals ?? weekly[weekdays[(day.getUTCDay() + 6) % 7]!];
    return intervals.some(({ from, to }) => {
      const [begin, end] = [minutesOf(from), minutesOf(to)];
      const shown = minutes + before * 1440;
      return begin <= shown && shown < (end > begin ? end : end + 1440);
    });
  });
}

test('it is open when the door says so, on every day on which the clock is not changed', () => {
  fc.assert(
    fc.property(anyHours, zones, anyMoment, (hours, zone, at) => {
      const offset = (ms: number) => wallOffset(new Date(at.getTime() + ms), zone);
      fc.pre(offset(-36 * 3_600_000) === offset(36 * 3_600_000));
      expect(openingAt(hours, zone, at).isOpen).toBe(byTheDoor(hours, at, zone));
    }),
    { numRuns: 500 },
  );
});

test('what it says lasts exactly until the time that it says, also when the clock is changed', () => {
  fc.assert(
    fc.property(
      anyHours,
      zones,
      anyMoment,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (hours, zone, at, part) => {
        const { isOpen, until } = openingAt(hours, zone, at);
        if (!until) return;
        expect(until.getTime()).toBeGreaterThan(at.getTime());
        const between = new Date(at.getTime() + Math.floor((until.getTime() - at.getTime()) * part));
        expect(openingAt(hours, zone, between)).toEqual({ isOpen, until });
        expect(openingAt(hours, zone, until).isOpen).toBe(!isOpen);
      },
    ),
    { numRuns: 500 },
  );
});

test('the times of a day are those in which it is open', () => {
  fc.assert(
    fc.property(anyHours, zones, anyMoment, (hours, zone, at) => {
      const { year, month, day } = wallClock(at, zone);
      const date = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
      const spans = openOn(hours, zone, date);
      expect(spans.some(({ from, to }) => from <= at && at < to)).toBe(openingAt(hours, zone, at).isOpen);
    }),
    { numRuns: 300 },
  );
});

function wallOffset(at: Date, zone: string): number {
  const { year, month, day, hour, minute } = wallClock(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at.getTime() / 60_000) * 60_000;
}

describe('hours that are refused', () => {
  const monday = (...intervals: OpenInterval[]) => ({
    weekly: { ...closed, monday: intervals },
    exceptions: [],
  });
  test.each([
    ['no time', monday({ from: '9:00', to: '12:00' }), 'weekly.monday.0'],
    ['a beginning at 24:00', monday({ from: '24:00', to: '12:00' }), 'weekly.monday.0'],
    ['no length', monday({ from: '09:00', to: '09:00' }), 'weekly.monday.0'],
    ['an overlap', monday({ from: '09:00', to: '12:00' }, { from: '11:00', to: '13:00' }), 'weekly.monday.1'],
    [
      'an overlap past midnight',
      monday({ from: '18:00', to: '02:00' }, { from: '23:00', to: '24:00' }),
      'weekly.monday.1',
    ],
    ['no date', { weekly: closed, exceptions: [{ date: '2026-02-30', intervals: [] }] }, 'exceptions.0.date'],
    [
      'a date twice',
      {
        weekly: closed,
        exceptions: [
          { date: '2026-02-03', intervals: [] },
          { date: '2026-02-03', intervals: [] },
        ],
      },
      'exceptions.1.date',
    ],
  ])('%s', (_, hours, path) => {
    expect(Hours.safeParse(hours).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('and none that are fine', () => {
    expect(Hours.safeParse(night).success).toBe(true);
    expect(Hours.safeParse({ weekly: lunchAndDinner, exceptions: [] }).success).toBe(true);
  });
});
