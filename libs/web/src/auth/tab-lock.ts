import { SerialQueue } from '@passline/contracts/serial-queue';

const queue = new SerialQueue();

/**
 * Runs work exclusively across all tabs. Browsers offer locks only on https and localhost, and not in a frame of another
 * site whose storage they block; elsewhere the work is exclusive within this tab, and two tabs that renew at the same
 * instant rely on the server's grace period.
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return queue.run(name, work);
  const held = { done: undefined as Promise<T> | undefined };
  try {
    return await locks.request(name, () => (held.done = work()));
  } catch (error) {
    // The work's own error, whatever it is, is no reason to do it again.
    if (held.done || !(error instanceof DOMException) || error.name !== 'SecurityError') throw error;
    return queue.run(name, work);
  }
}
