/**
 * Runs the tasks of one key one after the other, and tasks of different keys side by side. It orders the work of this
 * process only: across processes a version guard or a lock has to do it. A task that fails does not stop the next one.
 */
export class SerialQueue<K = string> {
  readonly #last = new Map<K, Promise<unknown>>();

  async run<R>(key: K, task: () => Promise<R>): Promise<R> {
    const previous = this.#last.get(key);
    const result = previous ? previous.then(task, task) : task();
    this.#last.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === result) this.#last.delete(key);
    }
  }
}
