import fc from 'fast-check';
import { isInDeliveryArea, polygonFault } from './delivery-area.ts';
import { metresBetween } from './distance.ts';

const aurora = { lat: 52.52967, lng: 13.40126 };
/** North and west of the river, which bends inwards at the south. */
const polygon = [
  { lat: 52.54, lng: 13.38 },
  { lat: 52.54, lng: 13.43 },
  { lat: 52.52, lng: 13.43 },
  { lat: 52.53, lng: 13.405 },
  { lat: 52.52, lng: 13.38 },
];

test('a radius is measured from the restaurant, its end included', () => {
  const at = { lat: 52.5386, lng: 13.4126 };
  const radius = metresBetween(aurora, at);
  expect(isInDeliveryArea({ radius }, aurora, at)).toBe(true);
  expect(isInDeliveryArea({ radius: radius - 1 }, aurora, at)).toBe(false);
});

test.each([
  ['within it', { lat: 52.535, lng: 13.4 }, true],
  ['in its right leg', { lat: 52.523, lng: 13.428 }, true],
  ['in the bay between the legs', { lat: 52.523, lng: 13.405 }, false],
  ['north of it', { lat: 52.541, lng: 13.4 }, false],
  ['east of it', { lat: 52.53, lng: 13.44 }, false],
  ['west of it, at the height of a corner', { lat: 52.53, lng: 13.37 }, false],
])('an address %s', (_, at, isIn) => {
  expect(isInDeliveryArea({ polygon }, aurora, at)).toBe(isIn);
  // Where the line begins, and its direction, make no difference.
  const turned = [...polygon.slice(2), ...polygon.slice(0, 2)].reverse();
  expect(isInDeliveryArea({ polygon: turned }, aurora, at)).toBe(isIn);
});

test('a rectangle contains exactly the points between its sides', () => {
  const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const outside = fc.double({ min: 1.001, max: 90, noNaN: true });
  const box = [
    { lat: 0, lng: 0 },
    { lat: 0, lng: 1 },
    { lat: 1, lng: 1 },
    { lat: 1, lng: 0 },
  ];
  fc.assert(
    fc.property(inside, inside, outside, (lat, lng, far) => {
      expect(isInDeliveryArea({ polygon: box }, aurora, { lat, lng })).toBe(true);
      for (const at of [
        { lat: far, lng },
        { lat, lng: far },
        { lat: -far, lng },
        { lat, lng: -far },
      ])
        expect(isInDeliveryArea({ polygon: box }, aurora, at)).toBe(false);
    }),
  );
});

test('a line that encloses nothing, or half of the earth, is no area', () => {
  expect(polygonFault(polygon)).toBeNull();
  const point = polygon[0]!;
  expect(polygonFault([point, point, point])).toBe('must enclose an area');
  const straight = [0, 1, 2].map((n) => ({ lat: 52 + n, lng: 13 + n }));
  expect(polygonFault(straight)).toBe('must enclose an area');
  const around = [
    { lat: 0, lng: 179 },
    { lat: 1, lng: -179 },
    { lat: 2, lng: 179 },
  ];
  expect(polygonFault(around)).toBe('must not reach around half of the earth');
});
