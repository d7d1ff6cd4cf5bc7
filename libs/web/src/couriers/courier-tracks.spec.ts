import { type CourierTracks, withPositions, isOld, later, withoutOrder } from './courier-tracks.ts';

const position = (orderId: string, metres: number, seconds: number) => ({
  orderId,
  location: { lat: 52.5 + metres / 111_195, lng: 13.4 },
  speed: null,
  heading: null,
  at: `2030-01-01T12:00:${String(seconds).padStart(2, '0')}.000Z`,
});
const none: CourierTracks = new Map();

it('keeps the last position, and a trail of those that lead somewhere', () => {
  const tracks = withPositions([position('o1', 0, 1), position('o1', 3, 2), position('o1', 40, 3)])(none);
  expect(tracks.get('o1')?.last.seenAt).toBe('2030-01-01T12:00:03.000Z');
  expect(tracks.get('o1')?.trail.map(({ lat }) => Math.round((lat - 52.5) * 111_195))).toEqual([0, 40]);
});

it('does not go back to a position that was overtaken', () => {
  const tracks = withPositions([position('o1', 40, 5), position('o1', 0, 4)])(none);
  expect(tracks.get('o1')?.last.seenAt).toBe('2030-01-01T12:00:05.000Z');
  expect(tracks.get('o1')?.trail).toHaveLength(1);
});

it('drops the track when the courier changes, and the least recent one when there are too many', () => {
  const tracks = withPositions([position('o1', 0, 1), position('o2', 0, 1)])(none);
  expect([...withoutOrder('o1')(tracks).keys()]).toEqual(['o2']);
  const crowd = withPositions(Array.from({ length: 250 }, (_, n) => position(`n${n}`, 0, 2)))(tracks);
  expect(crowd.size).toBe(200);
  expect(crowd.has('o1')).toBe(false);
  expect(crowd.has('n249')).toBe(true);
});

it('says which of two sightings is the later, and when one has grown old', () => {
  const [early, late] = ['10', '40'].map((seconds) => ({
    at: { lat: 0, lng: 0 },
    seenAt: `2030-01-01T12:00:${seconds}.000Z`,
  })) as [NonNullable<Parameters<typeof later>[0]>, NonNullable<Parameters<typeof later>[1]>];
  expect(later(early, late)).toBe(late);
  expect(later(late, early)).toBe(late);
  expect(later(null, early)).toBe(early);
  expect(later(early, null)).toBe(early);
  expect(isOld(early, new Date('2030-01-01T12:01:05Z').getTime())).toBe(false);
  expect(isOld(early, new Date('2030-01-01T12:01:15Z').getTime())).toBe(true);
  expect(isOld(early, new Date('2030-01-01T12:01:15Z').getTime(), 'waiting')).toBe(false);
});
