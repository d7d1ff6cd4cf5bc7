import type { Point } from '@passline/contracts';
import {
  type AreaDraft,
  areaDraftOf,
  areaOf,
  eastOf,
  faultOf,
  radiusFrom,
  radiusTo,
  reachOf,
  withCorner,
  withKind,
  withMoved,
  withoutCorner,
} from './area-draft.ts';

const centre: Point = { lat: 52.53, lng: 13.4 };
const square: Point[] = [
  { lat: 52.5, lng: 13.3 },
  { lat: 52.5, lng: 13.5 },
  { lat: 52.6, lng: 13.5 },
  { lat: 52.6, lng: 13.3 },
];
const drawn = (corners: readonly Point[]): AreaDraft => ({ kind: 'polygon', corners });

it.each([null, { radius: 2_500 }, { polygon: square }])('comes out as it went in: %j', (deliveryArea) => {
  const draft = areaDraftOf({ deliveryArea });
  expect(areaOf(draft)).toEqual(deliveryArea);
  expect(faultOf(draft)).toBeUndefined();
});

it.each<[AreaDraft, string]>([
  [{ kind: 'radius', radius: undefined }, 'radius'],
  [{ kind: 'radius', radius: 99 }, 'radius'],
  [{ kind: 'radius', radius: 100_001 }, 'radius'],
  [drawn([]), 'fewCorners'],
  [drawn(square.slice(0, 2)), 'fewCorners'],
  [drawn(Array.from({ length: 201 }, (_, n) => ({ lat: n / 10, lng: n % 7 }))), 'manyCorners'],
  [drawn([centre, centre, centre]), 'flat'],
])('knows what cannot be saved', (draft, fault) => {
  expect(faultOf(draft)).toBe(fault);
});

it('puts a new corner into the nearest side, also into the one that closes the line', () => {
  const south = { lat: 52.49, lng: 13.4 };
  const west = { lat: 52.55, lng: 13.29 };
  expect(withCorner(square, south).indexOf(square[1]!)).toBe(2);
  expect(withCorner(square, south)[1]).toEqual(south);
  expect(withCorner(square, west)[4]).toEqual(west);
  expect(withCorner(square.slice(0, 2), west)).toEqual([...square.slice(0, 2), west]);
});

it('moves and removes a corner, with no more digits than the earth needs', () => {
  const at = { lat: 52.123456789, lng: -200 };
  expect(withMoved(square, 2, at)[2]).toEqual({ lat: 52.123457, lng: -180 });
  expect(withoutCorner(square, 0)).toEqual(square.slice(1));
});

it('draws a radius in steps, within the limits', () => {
  expect(radiusTo(centre, eastOf(centre, 1_030))).toBe(1_050);
  expect(radiusTo(centre, eastOf(centre, 4_940))).toBe(4_900);
  expect(radiusTo(centre, centre)).toBe(100);
  expect(radiusTo(centre, eastOf(centre, 900_000))).toBe(100_000);
});

it.each([
  ['3', 3_000],
  ['2,5', 2_500],
  [' 0.25 ', 250],
  ['', undefined],
  ['far', undefined],
  ['-1', undefined],
])('reads %j as a radius', (words, radius) => {
  expect(radiusFrom(words)).toBe(radius);
});

it('starts another kind anew, and shows all of it', () => {
  expect(withKind(drawn(square), 'polygon')).toEqual(drawn(square));
  expect(withKind(drawn(square), 'everywhere')).toEqual({ kind: 'everywhere' });
  const round = withKind({ kind: 'everywhere' }, 'radius');
  expect(round).toEqual({ kind: 'radius', radius: 3_000 });
  const [east] = reachOf(round, centre);
  expect(radiusTo(centre, east!)).toBe(3_000);
  expect(reachOf(drawn(square), centre)).toEqual(square);
  expect(reachOf({ kind: 'everywhere' }, centre)).toEqual([]);
});
