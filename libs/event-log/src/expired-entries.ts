import type { Collection } from 'mongodb';
import { placesOf, type StoredMark, type StoredPublication } from './stream-entry.ts';

const BATCH = 1_000;

/**
 * Deletes expired entries from the start of the log. First it saves the last number of each of their streams, because
 * otherwise a stream whose entries are all gone would start again with numbers that clients have already seen; a TTL index
 * could not do this. Several nodes may run it at once. Returns the number of removed entries.
 */
export async function removeExpiredEntries(
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
    await saveLastNumbers(marks, old);
    // The newest entry is kept, without its data, so that the log still knows its last position.
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

/** Must run before the deletion. If the process stops in between, the saved numbers are merely redundant. */
async function saveLastNumbers(
  marks: Collection<StoredMark>,
  old: readonly StoredPublication[],
): Promise<void> {
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
