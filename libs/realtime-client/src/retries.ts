import { backoffDelay, type Backoff } from './backoff.ts';
import { RealtimeError } from './realtime-error.ts';
import type { ConnectionSession } from './connection-session.ts';

export interface RetryOptions {
  tries: number;
  backoff: Backoff;
  random: () => number;
  report: (error: unknown) => void;
}

/** Repeats an action that fails transiently while the connection lasts. Throws the last error. */
export async function withRetries<T>(
  session: ConnectionSession,
  { tries, backoff, random, report }: RetryOptions,
  act: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0, failures = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof RealtimeError) || !error.transient || session.ended) throw error;
      // A rate limit is not a failure: it contains the time to wait.
      if (error.code !== 'rate_limited') {
        if (++failures >= tries) throw error;
        report(error);
      }
      await session.pause(retryDelay(error, attempt, backoff, random));
    }
  }
}

export const retryDelay = (error: RealtimeError, attempt: number, backoff: Backoff, random: () => number) =>
  (error.retryAfter ?? 0) * 1_000 + backoffDelay(backoff, attempt, random);
