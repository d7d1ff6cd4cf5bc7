import type { Point } from '@passline/contracts';

/** A marker on the map. Its kind decides the look; its label is for screen readers. */
export interface MapMarker {
  id: string;
  kind: 'restaurant' | 'customer' | 'courier';
  at: Point;
  label: string;
  /** Shown beside the marker when there are several of its kind. */
  name?: string;
  /** The position is outdated. */
  old?: boolean;
  /** Selected. */
  chosen?: boolean;
}

const earthRadius = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Straight-line distance in metres. */
export function metresBetween(a: Point, b: Point): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lng, b.lng);
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, h)));
}
