import { metresBetween } from './distance.ts';
import type { Point } from './values.ts';

/** Where a restaurant delivers to: around it, or within a line that its owner drew. Exactly one of them. */
export interface DeliveryAreaShape {
  /** In metres, as the crow flies. */
  radius?: number | undefined;
  /** The corners in their order. The last one is connected to the first. */
  polygon?: readonly Point[] | undefined;
}

export function isInDeliveryArea(
  { radius, polygon }: DeliveryAreaShape,
  restaurant: Point,
  at: Point,
): boolean {
  if (polygon) return isInPolygon(polygon, at);
  return radius === undefined || metresBetween(restaurant, at) <= radius;
}

/** Counts the edges that a line from the point to the east crosses. A point on the border may be on either side. */
function isInPolygon(corners: readonly Point[], { lat, lng }: Point): boolean {
  let isIn = false;
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    if (a.lat > lat === b.lat > lat) return;
    const crossing = a.lng + ((lat - a.lat) / (b.lat - a.lat)) * (b.lng - a.lng);
    if (lng < crossing) isIn = !isIn;
  });
  return isIn;
}

const smallestSquareDegrees = 1e-8;

/** What is wrong with a line as the border of an area; null if nothing is. */
export function polygonFault(corners: readonly Point[]): string | null {
  const lngs = corners.map(({ lng }) => lng);
  // The rule above takes a line across the 180th meridian for the rest of the world.
  if (Math.max(...lngs) - Math.min(...lngs) >= 180) return 'must not reach around half of the earth';
  const twice = corners.reduce((sum, a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    return sum + (b.lng - a.lng) * (b.lat + a.lat);
  }, 0);
  return Math.abs(twice) / 2 < smallestSquareDegrees ? 'must enclose an area' : null;
}
