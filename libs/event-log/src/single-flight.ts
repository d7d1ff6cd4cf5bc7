/**
 * Shares one run of the same work among its callers. A call during a run waits for the next run, which starts after the
 * call, so its result is never older than the call. Any number of callers costs at most one run after another.
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
