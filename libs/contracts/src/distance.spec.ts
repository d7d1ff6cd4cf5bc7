import { metresBetween } from './distance.ts';

test('measures as the crow flies', () => {
  const berlin = { lat: 52.5163, lng: 13.3777 };
  expect(metresBetween(berlin, berlin)).toBe(0);
  expect(metresBetween(berlin, { lat: 52.5219, lng: 13.4132 })).toBeCloseTo(2_482, -2);
  // One degree of longitude at the equator, across the date line.
  expect(metresBetween({ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).toBeCloseTo(111_195, -1);
});
