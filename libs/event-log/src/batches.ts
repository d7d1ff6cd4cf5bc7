import { setTimeout as pause } from 'node:timers/promises';

export interface BatchItem<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Collects what is asked for while a batch is under way, and handles it as the next batch. A single request therefore does
 * not wait for others, and round trips per request fall as load rises. `handle` settles each item; a batch that throws
 * rejects those that it has not settled. `spacingMs`: the pause after each batch, for work that no caller waits for, unless
 * `handle` returns another; the first batch after a pause begins at once.
 */
export class Batches<T, R> {
  readonly #handle: (batch: readonly BatchItem<T, R>[]) => Promise<number> | Promise<void>;
  readonly #most: number;
  readonly #spacingMs: number;
  readonly #onIdle: (() => void) | undefined;
  #waiting: BatchItem<T, R>[] = [];
  #running = false;

  constructor(
    handle: (batch: readonly BatchItem<T, R>[]) => Promise<number> | Promise<void>,
    { most = 100, spacingMs = 0, onIdle }: { most?: number; spacingMs?: number; onIdle?: () => void } = {},
  ) {
    this.#handle = handle;
    this.#most = most;
    this.#spacingMs = spacingMs;
    this.#onIdle = onIdle;
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // What arrives in the same tick goes into the first batch.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      let pauseMs = this.#spacingMs;
      try {
        pauseMs = (await this.#handle(batch)) ?? pauseMs;
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      if (pauseMs > 0 && this.#waiting.length < this.#most) await pause(pauseMs);
    }
    this.#running = false;
    this.#onIdle?.();
  }
}

/** Batches for each key: those of one key run one after the other, those of different keys side by side. */
export class KeyedBatches<T, R> {
  readonly #handle: (key: string, batch: readonly BatchItem<T, R>[]) => Promise<number> | Promise<void>;
  readonly #options: { most?: number; spacingMs?: number };
  readonly #byKey = new Map<string, Batches<T, R>>();

  constructor(
    handle: (key: string, batch: readonly BatchItem<T, R>[]) => Promise<number> | Promise<void>,
    options: { most?: number; spacingMs?: number } = {},
  ) {
    this.#handle = handle;
    this.#options = options;
  }

  add(key: string, item: T): Promise<R> {
    const batches =
      this.#byKey.get(key) ??
      new Batches<T, R>((batch) => this.#handle(key, batch), {
        ...this.#options,
        onIdle: () => this.#byKey.delete(key),
      });
    this.#byKey.set(key, batches);
    return batches.add(item);
  }
}
