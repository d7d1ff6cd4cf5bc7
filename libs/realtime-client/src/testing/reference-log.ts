import type { DurableEventName, Meta, StreamPosition, StreamPositions } from '@passline/contracts';

export interface Logged {
  event: DurableEventName;
  payload: unknown;
  meta: Meta;
}

/** Streams in memory, numbered as in the contract. Servers that share one are nodes of one system. */
export class ReferenceLog {
  readonly #streams = new Map<string, { epoch: string; first: number; entries: Logged[] }>();
  readonly #listeners = new Set<(entry: Logged) => void>();
  #events = 0;

  append(event: DurableEventName, payload: unknown, streams: readonly string[]): Logged {
    const places: StreamPositions = {};
    const entry: Logged = {
      event,
      payload,
      meta: { id: `event-${++this.#events}`, at: new Date().toISOString(), streams: places },
    };
    for (const name of streams) {
      const stream = this.#of(name);
      stream.entries.push(entry);
      places[name] = this.head(name);
    }
    for (const listener of this.#listeners) listener(entry);
    return entry;
  }

  head(name: string): StreamPosition {
    const { epoch, first, entries } = this.#of(name);
    return { seq: first - 1 + entries.length, epoch };
  }

  /** Null when the events after that position are no longer available. */
  after(name: string, position: StreamPosition): Logged[] | null {
    const { epoch, first, entries } = this.#of(name);
    if (position.epoch !== epoch || position.seq < first - 1 || position.seq > this.head(name).seq)
      return null;
    return entries.slice(position.seq - first + 1);
  }

  /** Expires all entries so far. */
  trim(name: string): void {
    const stream = this.#of(name);
    stream.first += stream.entries.length;
    stream.entries = [];
  }

  /** Restarts the stream with a new epoch, as after restoring a backup. */
  restart(name: string, epoch: string): void {
    this.#streams.set(name, { epoch, first: 1, entries: [] });
  }

  listen(listener: (entry: Logged) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #of(name: string) {
    const known = this.#streams.get(name) ?? { epoch: 'e1', first: 1, entries: [] };
    this.#streams.set(name, known);
    return known;
  }
}
