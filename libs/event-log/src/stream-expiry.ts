import type { Collection } from 'mongodb';
import type { StoredEntry } from './stream-entry.ts';

const BATCH = 1_000;

/**
 * Removes what has expired, always from the beginning of a stream, and leaves the first entry of each stream
 * behind as a mark of how far it was cut. A TTL index could not do that: it would take a stream's last trace,
 * and the next entry would be given a place that somebody has already seen. Several nodes may run it at once.
 */
export async function expire(entries: Collection<StoredEntry>, before: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const old = await entries
      .find({ loggedAt: { $lt: before } }, { projection: { stream: 1, seq: 1 } })
      .sort({ loggedAt: 1 })
      .limit(BATCH)
      .toArray();
    if (old.length === 0) return removed;
    const cuts = new Map<string, number>();
    for (const { stream, seq } of old) cuts.set(stream, Math.max(seq, cuts.get(stream) ?? 0));
    // The marks first: between the two steps a stream says less than it holds, never more.
    await entries.bulkWrite(
      [...cuts].map(([stream, cutTo]) => ({
        updateOne: {
          filter: { stream, seq: 1 },
          update: { $max: { cutTo }, $unset: { loggedAt: 1, data: 1 } },
        },
      })),
      { ordered: false },
    );
    const { deletedCount } = await entries.bulkWrite(
      [...cuts].map(([stream, cutTo]) => ({
        deleteMany: { filter: { stream, seq: { $gt: 1, $lte: cutTo } } },
      })),
      { ordered: false },
    );
    removed += deletedCount;
  }
}
