import fc from 'fast-check';
import { metresBetween } from '@passline/contracts';
import { NOWHERE, cellOf, cellsWithin, nearest, reachOf, reaches } from './proximity.ts';

const berlin = { lat: 52.52, lng: 13.405 };
const kilometre = 1 / 111.195;

/** The point at a distance and bearing from another point, on the sphere. */
function pointAt(from: { lat: number; lng: number }, metres: number, bearing: number) {
  const radians = Math.PI / 180;
  const angle = metres / 6_371_007;
  const lat = from.lat * radians;
  const latitude = Math.asin(
    Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing),
  );
  const lng =
    from.lng * radians +
    Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(lat),
      Math.cos(angle) - Math.sin(lat) * Math.sin(latitude),
    );
  return { lat: latitude / radians, lng: ((((lng / radians + 180) % 360) + 360) % 360) - 180 };
}

describe('couriers nearby', () => {
  it('have a cell with a position, and NOWHERE without one', () => {
    expect(cellOf(berlin)).toMatch(/^87[0-9a-f]+$/);
    expect(cellOf(null)).toBe(NOWHERE);
  });

  it('are covered by the cells within the distance, anywhere on earth', () => {
    const anywhere = fc.record({
      lat: fc.double({ min: -80, max: 80, noNaN: true }),
      lng: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(
        anywhere,
        fc.constantFrom(...reaches),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (point, reach, share, bearing) => {
          const position = pointAt(point, reach * share, bearing);
          expect(cellsWithin(reach, point)).toContain(cellOf(position));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are searched for in few cells', () => {
    expect(cellsWithin(5_000, berlin).length).toBeLessThan(100);
    expect(cellsWithin(12_000, berlin).length).toBeLessThan(300);
  });

  it('are filtered by exact distance, nearest first, without a position last', () => {
    const at = (km: number) => ({ lat: berlin.lat + km * kilometre, lng: berlin.lng });
    const found = nearest(berlin, 5_000, [
      { id: 'unknown', position: null },
      { id: 'far', position: at(5.1) },
      { id: 'four', position: at(4) },
      { id: 'one', position: at(-1) },
    ]);
    expect(found.map(({ id }) => id)).toEqual(['one', 'four', 'unknown']);
    expect(found[0]?.distance).toBeGreaterThan(990);
    expect(found[0]?.distance).toBeLessThan(1_010);
    expect(found[2]?.distance).toBeNull();
    expect(metresBetween(berlin, berlin)).toBe(0);
  });

  it('are searched for further away with every round, up to the last reach', () => {
    expect([0, 1, 2, 3, 100].map(reachOf)).toEqual([5_000, 8_000, 12_000, 12_000, 12_000]);
  });
});
