import { setTimeout as pause } from 'node:timers/promises';
import type { DurableConsumer } from './durable-consumer.ts';
import type { OutboxEntry } from './aggregate.ts';

/**
 * Lets a writer wait until the confirming consumers have processed its events. A consumer that fails or hangs delays the
 * writer only up to the limit: the change is committed, and the relay retries.
 */
export class Confirmations {
  readonly #consumers: readonly DurableConsumer[];
  readonly #withinMs: number;
  readonly #waiting = new Map<string, () => void>();

  constructor(consumers: readonly DurableConsumer[], withinMs: number) {
    this.#consumers = consumers;
    this.#withinMs = withinMs;
  }

  /** Undefined when no event needs a confirmation. Resolves to false when the limit has passed. */
  of(outbox: readonly OutboxEntry[]): Promise<boolean> | undefined {
    const due = outbox.flatMap(({ id, type, done }) =>
      this.#consumers.flatMap((consumer) =>
        consumer.confirms?.(type) && !done?.includes(consumer.name) ? keyOf(consumer, id) : [],
      ),
    );
    return due.length === 0 ? undefined : this.#within(due);
  }

  confirm(consumer: DurableConsumer, eventId: string): void {
    // Almost always: only changes of rights are waited for.
    if (this.#waiting.size === 0) return;
    this.#waiting.get(keyOf(consumer, eventId))?.();
  }

  async #within(keys: readonly string[]): Promise<boolean> {
    const ended = new AbortController();
    const confirmed = Promise.all(
      keys.map((key) => {
        const before = this.#waiting.get(key);
        return new Promise<void>((resolve) =>
          this.#waiting.set(key, () => {
            before?.();
            resolve();
          }),
        );
      }),
    ).then(() => true);
    const late = pause(this.#withinMs, false, { signal: ended.signal }).catch(() => false);
    try {
      return await Promise.race([confirmed, late]);
    } finally {
      ended.abort();
      for (const key of keys) this.#waiting.delete(key);
    }
  }
}

const keyOf = ({ name }: DurableConsumer, eventId: string) => `${eventId} ${name}`;
