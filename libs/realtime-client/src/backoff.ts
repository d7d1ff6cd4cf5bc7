export interface Backoff {
  /** The first delay, in milliseconds. */
  min: number;
  /** The longest delay, in milliseconds. */
  max: number;
  /** The random share of a delay, 0 to 1. Without it many clients would reconnect at the same moment. */
  jitter: number;
}

export const backoffDelay = ({ min, max, jitter }: Backoff, attempt: number, random: () => number): number =>
  Math.round(Math.min(max, min * 2 ** Math.min(attempt, 30)) * (1 - jitter * random()));
