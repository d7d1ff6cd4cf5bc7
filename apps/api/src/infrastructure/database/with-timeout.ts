import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves with the result of the work, or with the fallback after `ms`. The driver ignores a shorter limit per command, so
 * a hanging store needs this timer.
 */
export async function withTimeout<T>(work: Promise<T>, ms: number, fallback: T): Promise<T> {
  const abort = new AbortController();
  const timeout = pause(ms, fallback, { signal: abort.signal }).catch(() => fallback);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    abort.abort();
  }
}
