import type { Collection } from 'mongodb';
import { Batches } from './batches.ts';
import { placesOf, type StoredMark, type StoredPublication } from './stream-entry.ts';

export interface StoredHead {
  /** The log position of the stream's last entry; 0 if it has expired or never was. */
  position: number;
  seq: number;
}

/** Streams with more entries than this on average are looked up one by one. */
const ENTRIES_PER_STREAM = 10;

/**
 * Looks up the heads of streams in the log. Streams that are asked for at the same time share a read of their entries, if
 * they have few: those of customers, who come back by the hundred after a restart.
 */
export class HeadLookUps {
  readonly #entries: Collection<StoredPublication>;
  readonly #marks: Collection<StoredMark>;
  readonly #batches = new Batches<string, StoredHead>(async (batch) => {
    const heads = await this.#find([...new Set(batch.map(({ item }) => item))]);
    for (const { item, resolve } of batch) resolve(heads.get(item) ?? { position: 0, seq: 0 });
  });

  constructor(entries: Collection<StoredPublication>, marks: Collection<StoredMark>) {
    this.#entries = entries;
    this.#marks = marks;
  }

  of(stream: string): Promise<StoredHead> {
    return this.#batches.add(stream);
  }

  async #find(streams: readonly string[]): Promise<Map<string, StoredHead>> {
    const found = streams.length > 1 ? await this.#together(streams) : null;
    const heads = found ?? (await this.#oneByOne(streams));
    // After the entries: a mark is stored before its entry is removed.
    const silent = streams.filter((stream) => !heads.has(stream));
    if (silent.length === 0) return heads;
    const marks = this.#marks.find({ _id: { $in: silent } }, { readPreference: 'primary' });
    for (const { _id, seq } of await marks.toArray()) heads.set(_id, { position: 0, seq });
    return heads;
  }

  /** Null if there are too many entries. If all of them fit into one answer, it contains the last one of each stream. */
  async #together(streams: readonly string[]): Promise<Map<string, StoredHead> | null> {
    const most = ENTRIES_PER_STREAM * streams.length;
    const stored = await this.#entries
      .find(
        { streams: { $in: [...streams] } },
        { projection, readPreference: 'primary', batchSize: most + 1 },
      )
      .limit(most)
      .toArray();
    if (stored.length === most) return null;
    const wanted = new Set(streams);
    const heads = new Map<string, StoredHead>();
    for (const entry of stored)
      for (const [stream, seq] of Object.entries(placesOf(entry)))
        if (wanted.has(stream) && seq > (heads.get(stream)?.seq ?? 0))
          heads.set(stream, { position: entry._id, seq });
    return heads;
  }

  async #oneByOne(streams: readonly string[]): Promise<Map<string, StoredHead>> {
    const heads = new Map<string, StoredHead>();
    await Promise.all(
      streams.map(async (stream) => {
        const newest = await this.#entries
          .find({ streams: stream }, { projection, readPreference: 'primary' })
          .sort({ _id: -1 })
          .limit(1)
          .next();
        if (newest) heads.set(stream, { position: newest._id, seq: placesOf(newest)[stream] ?? 0 });
      }),
    );
    return heads;
  }
}

const projection = { streams: 1, seqs: 1 } as const;
