import { wallClock } from '@passline/contracts';
import { clockTime, localDay, nextHour } from './local-time.ts';

describe('the next 05:00', () => {
  test.each([
    ['Berlin, in the evening', 'Europe/Berlin', '2026-03-01T20:00:00Z', '2026-03-02T04:00:00Z'],
    ['Berlin, after midnight', 'Europe/Berlin', '2026-03-02T01:00:00Z', '2026-03-02T04:00:00Z'],
    ['Berlin, at five sharp', 'Europe/Berlin', '2026-03-02T04:00:00Z', '2026-03-03T04:00:00Z'],
    [
      'Berlin, the night that clocks go forward',
      'Europe/Berlin',
      '2026-03-28T22:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
    [
      'Berlin, the night that clocks go back',
      'Europe/Berlin',
      '2026-10-24T22:00:00Z',
      '2026-10-25T04:00:00Z',
    ],
    ['New York', 'America/New_York', '2026-01-31T23:30:00Z', '2026-02-01T10:00:00Z'],
    [
      'Auckland, on the other side of the date line',
      'Pacific/Auckland',
      '2026-01-10T12:00:00Z',
      '2026-01-10T16:00:00Z',
    ],
    ['Kathmandu, at a quarter to', 'Asia/Kathmandu', '2026-05-05T00:00:00Z', '2026-05-05T23:15:00Z'],
    ["St John's, at half past", 'America/St_Johns', '2026-12-31T22:00:00Z', '2027-01-01T08:30:00Z'],
    ['Apia', 'Pacific/Apia', '2026-12-31T23:00:00Z', '2027-01-01T16:00:00Z'],
    ['UTC', 'UTC', '2026-02-28T05:00:00.001Z', '2026-03-01T05:00:00Z'],
  ])('%s', (_, timeZone, after, expected) => {
    expect(nextHour(5, timeZone, new Date(after)).toISOString()).toBe(new Date(expected).toISOString());
  });

  test('a skipped hour becomes the next one, and of a repeated hour the first one counts', () => {
    expect(nextHour(2, 'Europe/Berlin', new Date('2026-03-28T22:00:00Z')).toISOString()).toBe(
      '2026-03-29T01:00:00.000Z',
    );
    expect(nextHour(2, 'Europe/Berlin', new Date('2026-10-24T22:00:00Z')).toISOString()).toBe(
      '2026-10-25T00:00:00.000Z',
    );
  });

  test('always shows five o’clock there, and is never more than 25 hours away', () => {
    for (const timeZone of ['Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Africa/Casablanca'])
      for (let hours = 0; hours < 366 * 24; hours += 7) {
        const after = new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000);
        const at = nextHour(5, timeZone, after);
        expect(wallClock(at, timeZone)).toMatchObject({ hour: 5, minute: 0, second: 0 });
        expect(at.getTime() - after.getTime()).toBeGreaterThan(0);
        expect(at.getTime() - after.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
      }
  });
});

test('the local day changes at midnight of its own time zone', () => {
  const minuteByMinute = (timeZone: string, from: string) =>
    [0, 1, 59, 60].map((seconds) => localDay(new Date(Date.parse(from) + seconds * 1_000), timeZone));
  expect(minuteByMinute('Europe/Berlin', '2026-02-28T22:59:00Z')).toEqual([
    '2026-2-28',
    '2026-2-28',
    '2026-2-28',
    '2026-3-1',
  ]);
  expect(minuteByMinute('Asia/Kathmandu', '2026-12-31T18:14:00Z')).toEqual([
    '2026-12-31',
    '2026-12-31',
    '2026-12-31',
    '2027-1-1',
  ]);
  expect(localDay(new Date('2026-12-31T18:15:00Z'), 'UTC')).toBe('2026-12-31');
});

test('a clock shows hours and minutes of its own time zone', () => {
  const at = new Date('2026-07-01T16:05:59Z');
  expect(
    ['Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Europe/Berlin'].map((zone) => clockTime(at, zone)),
  ).toEqual(['18:05', '16:05', '21:50', '18:05']);
});
