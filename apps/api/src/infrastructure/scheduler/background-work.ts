/**
 * Work that a scheduled task starts and does not wait for, so that one piece that hangs holds up neither the task nor
 * the other pieces.
 */
export class BackgroundWork {
  readonly #most: number;
  readonly #running = new Set<Promise<void>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** How many more may start now. */
  get room(): number {
    return Math.max(0, this.#most - this.#running.size);
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  start(work: Promise<void>, onError: (error: unknown) => void): void {
    const running = work.catch(onError).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }
}
