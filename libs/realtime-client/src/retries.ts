import { backoffDelay, type Backoff } from './backoff.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Session } from './session.ts';

export interface Persistence {
  tries: number;
  backoff: Backoff;
  random: () => number;
  report: (error: unknown) => void;
}

/** Tries again what may succeed the next time, as long as the session lasts. The last failure is the caller's. */
export async function persistently<T>(
  session: Session,
  { tries, backoff, random, report }: Persistence,
  act: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0, failures = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof RealtimeError) || !error.transient || session.ended) throw error;
      // A limit is no failure: it says when to come again.
      if (error.code !== 'rate_limited') {
        if (++failures >= tries) throw error;
        report(error);
      }
      await session.pause(waitAfter(error, attempt, backoff, random));
    }
  }
}

export const waitAfter = (error: RealtimeError, attempt: number, backoff: Backoff, random: () => number) =>
  (error.retryAfter ?? 0) * 1_000 + backoffDelay(backoff, attempt, random);
