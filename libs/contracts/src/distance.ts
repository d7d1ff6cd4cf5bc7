import type { Point } from './values.ts';

const earthRadius = 6_371_007.2;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Straight-line distance in whole metres. The console measures as the server does, or couriers would be near on one only. */
export function metresBetween(a: Point, b: Point): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lng, b.lng);
  return Math.round(2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, h))));
}
