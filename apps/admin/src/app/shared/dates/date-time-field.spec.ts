import { dateTimeFieldValue, momentOfField, nextAt } from './date-time-field.ts';

const zone = 'America/New_York';

it('reads and writes fields by the clock of the restaurant', () => {
  const at = new Date('2026-05-02T02:30:00.000Z');
  expect(dateTimeFieldValue(at, zone)).toBe('2026-05-01T22:30');
  expect(momentOfField('2026-05-01T22:30', zone)).toEqual(at);
  expect(momentOfField('', zone)).toBeUndefined();
});

it('reads a clock time as the next one', () => {
  const evening = new Date('2026-05-02T02:30:00.000Z');
  expect(nextAt('23:00', evening, zone)).toEqual(new Date('2026-05-02T03:00:00.000Z'));
  expect(nextAt('01:15', evening, zone)).toEqual(new Date('2026-05-02T05:15:00.000Z'));
  // The last day of a month.
  expect(nextAt('08:00', new Date('2026-06-01T01:00:00.000Z'), zone)).toEqual(
    new Date('2026-06-01T12:00:00.000Z'),
  );
});
