import type { Point, WirePayload } from '@passline/contracts';
import { metresBetween } from '@passline/contracts/browser';

/** A position with its time. */
export interface KnownPosition {
  at: Point;
  seenAt: string;
}

/** The track of one order since this page was opened. */
export interface CourierTrack {
  last: KnownPosition;
  trail: readonly Point[];
}
export type CourierTracks = ReadonlyMap<string, CourierTrack>;

/** Smaller movements are GPS noise. */
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
      // Re-inserted last, so that the least recent track is dropped first.
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

/** The courier changed: the track belongs to the previous one. */
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
 * During a delivery positions arrive every few seconds: after a minute they are outdated. Waiting couriers
 * report only at the start of duty and after moving.
 */
const patience = { riding: 60_000, waiting: 15 * 60_000 };
export const isOld = (
  { seenAt }: KnownPosition,
  now: number,
  doing: keyof typeof patience = 'riding',
): boolean => now - new Date(seenAt).getTime() > patience[doing];
