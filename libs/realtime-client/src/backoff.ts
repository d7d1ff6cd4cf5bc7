export interface Backoff {
  /** The first wait, in milliseconds. */
  min: number;
  /** No wait is longer. */
  max: number;
  /** Which part of a wait is left to chance, 0 to 1: many clients must not come back in step. */
  jitter: number;
}

export const backoffDelay = ({ min, max, jitter }: Backoff, attempt: number, random: () => number): number =>
  Math.round(Math.min(max, min * 2 ** Math.min(attempt, 30)) * (1 - jitter * random()));
