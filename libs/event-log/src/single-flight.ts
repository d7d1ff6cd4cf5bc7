/**
 * Joins callers of the same work. Whoever calls while a run is under way waits for the next one, which begins after the
 * call: its result is never older than the call. So any number of callers costs at most one run after another.
 */
export class SingleFlight<R> {
  readonly #work: () => Promise<R>;
  #running: Promise<R> | undefined;
  #next: Promise<R> | undefined;

  constructor(work: () => Promise<R>) {
    this.#work = work;
  }

  run(): Promise<R> {
    if (!this.#running) return this.#begin();
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#begin();
      });
    return this.#next;
  }

  #begin(): Promise<R> {
    const running = this.#work().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
