import type { Point } from '@passline/contracts';

/** Something that stands on a map. What it looks like follows from its kind; what it is called is for every reader. */
export interface MapMarker {
  id: string;
  kind: 'restaurant' | 'customer' | 'courier';
  at: Point;
  label: string;
  /** Shown beside the mark; none where there is only one of its kind. */
  name?: string;
  /** Where it was some time ago: it may be elsewhere by now. */
  old?: boolean;
  /** Pressing it means something. */
  chosen?: boolean;
}

const earthRadius = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** As the crow flies, in metres. */
export function metresBetween(a: Point, b: Point): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lng, b.lng);
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, h)));
}
