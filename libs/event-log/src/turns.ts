/**
 * Lets callers of one key go one after the other within this process. It saves useless conflicts on a hot
 * aggregate and guarantees nothing: across processes only the version guard does.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<R>(key: string, act: () => Promise<R>): Promise<R> {
    const before = this.#last.get(key);
    const mine = before ? before.then(act, act) : act();
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
