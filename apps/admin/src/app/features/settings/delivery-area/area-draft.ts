import type { Point, Restaurant } from '@passline/contracts';
import { metresBetween, polygonFault } from '@passline/contracts/browser';

/** Where the restaurant delivers to, as it is drawn. A drawn line has any number of corners until it is saved. */
export type AreaDraft =
  | { kind: 'everywhere' }
  /** Undefined: what was typed is no number. */
  | { kind: 'radius'; radius: number | undefined }
  | { kind: 'polygon'; corners: readonly Point[] };

/** The contract's limits. */
const radii = { least: 100, most: 100_000 } as const;
const corners = { least: 3, most: 200 } as const;
const usualRadius = 3_000;

export const areaDraftOf = ({ deliveryArea }: Pick<Restaurant, 'deliveryArea'>): AreaDraft => {
  if (deliveryArea?.polygon) return { kind: 'polygon', corners: deliveryArea.polygon };
  if (deliveryArea?.radius !== undefined) return { kind: 'radius', radius: deliveryArea.radius };
  return { kind: 'everywhere' };
};

/** As the server stores it. Only for a draft without a fault. */
export function areaOf(draft: AreaDraft): Restaurant['deliveryArea'] {
  switch (draft.kind) {
    case 'everywhere':
      return null;
    case 'radius':
      return { radius: draft.radius ?? usualRadius };
    case 'polygon':
      return { polygon: draft.corners.map(({ lat, lng }) => ({ lat, lng })) };
  }
}

export type AreaFault = 'radius' | 'fewCorners' | 'manyCorners' | 'flat';

export function faultOf(draft: AreaDraft): AreaFault | undefined {
  if (draft.kind === 'radius') {
    const { radius } = draft;
    return radius !== undefined && radius >= radii.least && radius <= radii.most ? undefined : 'radius';
  }
  if (draft.kind !== 'polygon') return undefined;
  if (draft.corners.length < corners.least) return 'fewCorners';
  if (draft.corners.length > corners.most) return 'manyCorners';
  return polygonFault(draft.corners) === null ? undefined : 'flat';
}

export const isFull = (draft: AreaDraft): boolean =>
  draft.kind === 'polygon' && draft.corners.length >= corners.most;

/** The draft of another kind: a usual radius, or a line that is still to be drawn. */
export function withKind(draft: AreaDraft, kind: AreaDraft['kind']): AreaDraft {
  if (draft.kind === kind) return draft;
  if (kind === 'radius') return { kind, radius: usualRadius };
  return kind === 'polygon' ? { kind, corners: [] } : { kind };
}

/** A radius that a hand has drawn, in steps that read well. */
export function radiusTo(centre: Point, at: Point): number {
  const metres = metresBetween(centre, at);
  const step = metres < 2_000 ? 50 : metres < 20_000 ? 100 : 1_000;
  return Math.min(radii.most, Math.max(radii.least, Math.round(metres / step) * step));
}

/** About ten centimetres: a map gives many more digits. */
const rounded = ({ lat, lng }: Point): Point => ({
  lat: Number(Math.min(90, Math.max(-90, lat)).toFixed(6)),
  lng: Number(Math.min(180, Math.max(-180, lng)).toFixed(6)),
});

/** The new corner goes into the side that it is nearest to, so that the line does not cross itself. */
export function withCorner(all: readonly Point[], at: Point): Point[] {
  const corner = rounded(at);
  if (all.length < corners.least) return [...all, corner];
  const detours = all.map((a, i) => {
    const b = all[(i + 1) % all.length] ?? a;
    return metresBetween(a, corner) + metresBetween(corner, b) - metresBetween(a, b);
  });
  return all.toSpliced(detours.indexOf(Math.min(...detours)) + 1, 0, corner);
}

export const withMoved = (all: readonly Point[], index: number, at: Point): Point[] =>
  all.map((corner, i) => (i === index ? rounded(at) : corner));

export const withoutCorner = (all: readonly Point[], index: number): Point[] =>
  all.filter((_, i) => i !== index);

const metresPerDegree = 111_195;
/** A place this far to the east of another. */
export const eastOf = ({ lat, lng }: Point, metres: number): Point => ({
  lat,
  lng: lng + metres / (metresPerDegree * Math.max(0.01, Math.cos((lat * Math.PI) / 180))),
});

/** What has to be in sight to see the whole area. */
export function reachOf(draft: AreaDraft, centre: Point): Point[] {
  if (draft.kind === 'polygon') return [...draft.corners];
  if (draft.kind === 'everywhere' || draft.radius === undefined) return [];
  const { radius } = draft;
  const high = radius / metresPerDegree;
  return [
    eastOf(centre, radius),
    eastOf(centre, -radius),
    { lat: centre.lat + high, lng: centre.lng },
    { lat: centre.lat - high, lng: centre.lng },
  ];
}

/** Kilometres as typed, with comma or point; undefined if it is no number. */
export function radiusFrom(words: string): number | undefined {
  const text = words.trim().replace(',', '.');
  return /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1_000) : undefined;
}
