let tail: Promise<unknown> = Promise.resolve();

const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const turn = tail.then(work);
  tail = turn.catch(() => undefined);
  return turn;
};

/**
 * Runs work exclusively across all tabs. Browsers offer locks only on https and localhost; elsewhere the work
 * is exclusive within this tab, and two tabs that renew at the same instant rely on the server's grace
 * period.
 */
export const withTabLock = <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? locks.request(name, work) : inTurn(work);
};
