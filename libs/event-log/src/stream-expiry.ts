import type { Collection } from 'mongodb';
import { placesOf, type StoredMark, type StoredPublication } from './stream-entry.ts';

const BATCH = 1_000;

/**
 * Removes expired entries from the beginning of the log and stores a mark with the head of each stream. A TTL index would
 * remove a stream's last entry without a mark, and the next entry would get a number that clients have already seen.
 * Several nodes may run it at once. Returns the number of removed entries.
 */
export async function expire(
  entries: Collection<StoredPublication>,
  marks: Collection<StoredMark>,
  before: Date,
): Promise<number> {
  const newest = await entries
    .find({}, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .next();
  if (!newest) return 0;
  let removed = 0;
  for (;;) {
    const page = await entries
      .find({ _id: { $lte: newest._id } }, { projection: { streams: 1, seqs: 1, loggedAt: 1, expired: 1 } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const young = page.findIndex(({ loggedAt }) => loggedAt >= before);
    const old = young < 0 ? page : page.slice(0, young);
    const last = old.at(-1);
    if (!last || last.expired) return removed;
    await mark(marks, old);
    // The newest entry marks the end of the log, so it stays without its data.
    const isNewest = last._id === newest._id;
    const { deletedCount } = await entries.deleteMany({
      _id: isNewest ? { $lt: last._id } : { $lte: last._id },
    });
    removed += deletedCount;
    if (isNewest) {
      await entries.updateOne({ _id: last._id }, { $set: { expired: true, data: null } });
      return removed + 1;
    }
  }
}

/** Runs before the removal: until then a mark repeats only what the log contains. */
async function mark(marks: Collection<StoredMark>, old: readonly StoredPublication[]): Promise<void> {
  const ends = new Map<string, number>();
  for (const stored of old)
    for (const [stream, seq] of Object.entries(placesOf(stored))) ends.set(stream, seq);
  if (ends.size === 0) return;
  await marks.bulkWrite(
    [...ends].map(([stream, seq]) => ({
      updateOne: { filter: { _id: stream }, update: { $max: { seq } }, upsert: true },
    })),
    { ordered: false },
  );
}
