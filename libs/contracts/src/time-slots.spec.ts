import { openSlotsOn, slotFault, type SlotPlace, type SlotRules } from './time-slots.ts';

const day = [{ from: '12:00', to: '13:10' }];
const place: SlotPlace = {
  hours: {
    weekly: { monday: day, tuesday: day, wednesday: [], thursday: day, friday: [], saturday: [], sunday: [] },
    exceptions: [],
  },
  timeZone: 'Europe/Berlin',
  closedUntil: null,
};
const rules: SlotRules = { leadMinutes: 30, slotMinutes: 20, daysAhead: 1 };
/** A Monday, 11:45 in Berlin. */
const now = new Date('2026-03-02T10:45:00Z');
const timesOn = (date: string, more: Partial<SlotPlace> = {}) =>
  openSlotsOn({ ...place, ...more }, rules, date, now).map((at) => at.toISOString().slice(11, 16));
const faultOf = (at: string, more: Partial<SlotPlace> = {}) =>
  slotFault({ ...place, ...more }, rules, new Date(at), now);

test('the slots of a day fit into the hours, and begin after the lead time', () => {
  expect(timesOn('2026-03-02')).toEqual(['11:20', '11:40']);
  expect(timesOn('2026-03-03')).toEqual(['11:00', '11:20', '11:40']);
});

test('there are none on past days, too far ahead, and before a closure ends', () => {
  expect(timesOn('2026-03-01')).toEqual([]);
  expect(timesOn('2026-03-05')).toEqual([]);
  expect(timesOn('2026-03-02', { closedUntil: new Date('2026-03-02T11:30:00Z') })).toEqual(['11:40']);
});

test('a restaurant without hours has slots all day', () => {
  expect(timesOn('2026-03-03', { hours: null })).toHaveLength(72);
});

test.each([
  ['a slot', '2026-03-02T11:20:00Z', null],
  ['one of the next day', '2026-03-03T11:40:00Z', null],
  ['before the lead time', '2026-03-02T11:00:00Z', 'past'],
  ['between slots', '2026-03-02T11:30:00Z', 'outside_hours'],
  ['a slot that would end after the hours', '2026-03-02T12:00:00Z', 'outside_hours'],
  ['a closed day', '2026-03-03T20:00:00Z', 'outside_hours'],
  ['too far ahead', '2026-03-05T11:20:00Z', 'too_far'],
])('%s', (_, at, fault) => expect(faultOf(at)).toBe(fault));

test('a slot before the end of a closure is outside the hours', () => {
  expect(faultOf('2026-03-02T11:20:00Z', { closedUntil: new Date('2026-03-02T11:30:00Z') })).toBe(
    'outside_hours',
  );
});
