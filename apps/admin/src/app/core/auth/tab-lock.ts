let tail: Promise<unknown> = Promise.resolve();

const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const turn = tail.then(work);
  tail = turn.catch(() => undefined);
  return turn;
};

/**
 * One piece of work at a time over all tabs of this browser. Browsers give the lock only to https and
 * localhost; elsewhere the work is one at a time in this tab only, and two tabs that renew in the same
 * instant live by the server's grace.
 */
export const withTabLock = <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const locks = (navigator as Partial<Navigator>).locks;
  return locks ? locks.request(name, work) : inTurn(work);
};
