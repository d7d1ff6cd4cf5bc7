import type { z } from 'zod';

export interface WireEvent {
  summary: string;
  payload: z.ZodType;
  /** The latest value wins: never queued, never replayed, sent without meta. */
  volatile?: true;
  /** Sent to one socket about itself: not stored, and not allowed in the internal emit. */
  direct?: true;
}
export const event = <const E extends WireEvent>(it: E): E => it;
