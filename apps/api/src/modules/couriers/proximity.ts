import { metresBetween, type Point } from '@passline/contracts';
import { edgeLength, gridDisk, latLngToCell, originToDirectedEdges } from 'h3-js';

/** Cells of about five square kilometres. A city has a few dozen; a courier on a bicycle changes cell every few minutes. */
const resolution = 7;

/** How far away a job is offered, in metres, by round. */
export const reaches = [5_000, 8_000, 12_000] as const;
export const farthest = Math.max(...reaches);
export const reachOf = (round: number): number => reaches[Math.max(0, round)] ?? farthest;

/** The cell of couriers without a position. They count as near everything. */
export const NOWHERE = 'nowhere';

export const cellOf = (at: Point | null): string => (at ? latLngToCell(at.lat, at.lng, resolution) : NOWHERE);

/**
 * All cells with a point within that distance, and some more. An index finds candidates by them, which are then measured.
 * A disk of k rings reaches at least e(1.5k + 0.5) from its centre, and the point is at most e away from that.
 */
export function cellsWithin(metres: number, of: Point): string[] {
  const cell = cellOf(of);
  const shortest = Math.min(...originToDirectedEdges(cell).map((edge) => edgeLength(edge, 'm')));
  // Neighbouring cells differ slightly in size, so the edge is reduced to be on the safe side.
  const edge = shortest * 0.9;
  return gridDisk(cell, Math.ceil((metres / edge + 0.5) / 1.5));
}

/** Couriers without a position count as near. */
export const isWithin = (metres: number, of: Point, position: Point | null): boolean =>
  position === null || metresBetween(position, of) <= metres;

export interface Near {
  id: string;
  /** Null: the courier has no position. */
  distance: number | null;
}

export function nearest(
  to: Point,
  within: number,
  candidates: readonly { id: string; position: Point | null }[],
): Near[] {
  return candidates
    .filter(({ position }) => isWithin(within, to, position))
    .map(({ id, position }) => ({ id, distance: position && metresBetween(position, to) }))
    .sort((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity) || a.id.localeCompare(b.id));
}
