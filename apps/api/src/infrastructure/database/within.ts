import { setTimeout as pause } from 'node:timers/promises';

/**
 * The result of the work, or `otherwise` after so long. The driver gives a command its own time, whatever limit it is
 * called with, so a store that hangs has to be left by a timer of ours.
 */
export async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  const enough = new AbortController();
  const late = pause(ms, otherwise, { signal: enough.signal }).catch(() => otherwise);
  try {
    return await Promise.race([work, late]);
  } finally {
    enough.abort();
  }
}
