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
