import { startOfDay, startOfWeek } from './earnings.service.ts';

describe('the day and the week of a courier', () => {
  it.each([
    // The clocks of Berlin were changed on Sunday 29 March 2026 and on Sunday 25 October 2026.
    ['2026-03-29T20:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-22T23:00:00.000Z'],
    ['2026-03-30T06:00:00Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25T12:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-18T22:00:00.000Z'],
    ['2026-05-04T23:30:00Z', 'UTC', '2026-05-04T00:00:00.000Z', '2026-05-04T00:00:00.000Z'],
    ['2026-05-04T23:30:00Z', 'Asia/Tokyo', '2026-05-04T15:00:00.000Z', '2026-05-03T15:00:00.000Z'],
    ['2026-03-01T12:00:00Z', 'UTC', '2026-03-01T00:00:00.000Z', '2026-02-23T00:00:00.000Z'],
  ])('of %s in %s', (now, zone, day, week) => {
    expect(startOfDay(new Date(now), zone).toISOString()).toBe(day);
    expect(startOfWeek(new Date(now), zone).toISOString()).toBe(week);
  });
});
