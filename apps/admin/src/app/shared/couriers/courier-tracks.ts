import type { Point, WirePayload } from '@passline/contracts';
import { metresBetween } from '../map/map-marker.ts';

/** Where somebody was, and when. */
export interface KnownPosition {
  at: Point;
  seenAt: string;
}

/** The way of one order, as far as this screen has seen it. */
export interface CourierTrack {
  last: KnownPosition;
  trail: readonly Point[];
}
export type CourierTracks = ReadonlyMap<string, CourierTrack>;

/** Nearer than this is standing, or a telephone that is not sure. */
const step = 8;
const longest = 300;
const most = 200;

export const withPositions =
  (positions: readonly WirePayload<'delivery:location:update'>[]) =>
  (before: CourierTracks): CourierTracks => {
    const tracks = new Map(before);
    for (const { orderId, location, at } of positions) {
      const known = tracks.get(orderId);
      if (known && known.last.seenAt > at) continue;
      const end = known?.trail.at(-1);
      const trail = known?.trail ?? [];
      // Who was heard of last is forgotten last.
      tracks.delete(orderId);
      tracks.set(orderId, {
        last: { at: location, seenAt: at },
        trail: end && metresBetween(end, location) < step ? trail : [...trail, location].slice(-longest),
      });
    }
    for (const orderId of tracks.keys()) {
      if (tracks.size <= most) break;
      tracks.delete(orderId);
    }
    return tracks;
  };

/** Somebody else brings it, or nobody any more: whose way it was is no longer this order's. */
export const withoutOrder =
  (orderId: string) =>
  (before: CourierTracks): CourierTracks => {
    if (!before.has(orderId)) return before;
    const tracks = new Map(before);
    tracks.delete(orderId);
    return tracks;
  };

export const later = (a: KnownPosition | null, b: KnownPosition | null): KnownPosition | null =>
  !a || (b && b.seenAt > a.seenAt) ? b : a;

/**
 * Who brings something tells where they are every few seconds: after a minute of silence they may be anywhere near.
 * Who waits for a job tells when they come on duty and when they have moved.
 */
const patience = { riding: 60_000, waiting: 15 * 60_000 };
export const isOld = (
  { seenAt }: KnownPosition,
  now: number,
  doing: keyof typeof patience = 'riding',
): boolean => now - new Date(seenAt).getTime() > patience[doing];
