import { SerialQueue } from '@passline/contracts/serial-queue';

const queue = new SerialQueue();

/**
 * Runs work exclusively across all tabs. Browsers offer locks only on https and localhost; elsewhere the work
 * is exclusive within this tab, and two tabs that renew at the same instant rely on the server's grace
 * period.
 */
export const withTabLock = <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? locks.request(name, work) : queue.run(name, work);
};
