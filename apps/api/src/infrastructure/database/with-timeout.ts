import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves with the result of the work, or with `otherwise` after `ms`. The driver ignores a shorter limit per command,
 * so a hanging store needs this timer.
 */
export async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  const abort = new AbortController();
  const late = pause(ms, otherwise, { signal: abort.signal }).catch(() => otherwise);
  try {
    return await Promise.race([work, late]);
  } finally {
    abort.abort();
  }
}
