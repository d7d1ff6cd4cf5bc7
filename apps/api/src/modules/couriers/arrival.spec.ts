import { arrivalsAt, minutesPerKm, type Pace, paceWith } from './arrival.ts';

const start = new Date('2026-05-04T12:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const at = (km: number) => ({ lat: 52.5 + km / 111.195, lng: 13.4 });
/** A way with a position every half minute. */
const going = (minutes: number, kmPerMinute: number): Pace => {
  let pace: Pace | undefined;
  for (let it = 0; it <= minutes; it += 0.5) pace = paceWith(pace, at(it * kmPerMinute), after(it));
  return pace!;
};
const minutesTo = (arrivals: Map<string, Date>, id: string, from: Date) =>
  Math.round((arrivals.get(id)!.getTime() - from.getTime()) / 60_000);

it.each([
  ['is as planned at first', going(1.5, 0), 3],
  ['is as planned for those who are faster', going(6, 1), 3],
  ['is what was seen', going(6, 0.2), 5],
  ['is walking at worst', going(6, 0), 12],
] as const)('the pace %s', (_, pace, expected) => {
  expect(minutesPerKm(pace)).toBeCloseTo(expected, 1);
});

it('forgets gradually how a way began', () => {
  let pace = going(30, 0);
  const stood = minutesPerKm(pace);
  for (let minute = 1; minute <= 15; minute += 1) pace = paceWith(pace, at(minute / 3), after(30 + minute));
  expect(stood).toBe(12);
  expect(minutesPerKm(pace)).toBeLessThan(5);
  // After a pause without positions, it is not known.
  expect(minutesPerKm(paceWith(going(9, 0), at(0), after(60)))).toBe(3);
});

it('arrives at the nearest door first, and at each next one after a handover', () => {
  const pace = paceWith(undefined, at(0), start);
  const arrivals = arrivalsAt(
    new Map([
      ['far', at(3)],
      ['near', at(1)],
    ]),
    pace,
  );
  expect(minutesTo(arrivals, 'near', start)).toBe(3);
  expect(minutesTo(arrivals, 'far', start)).toBe(3 + 2 + 6);
});
