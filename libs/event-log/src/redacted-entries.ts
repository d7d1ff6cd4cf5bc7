import type { Collection, Filter } from 'mongodb';
import { fromStored, type SequencedPublication, type StoredPublication } from './stream-entry.ts';

export type EntryFilter = Filter<{ streams: string; [path: `data.${string}`]: unknown }>;

/** One range of the log at a time, so that no query scans all of it. */
const AT_ONCE = 1_000;

/**
 * Changes the data of entries up to the log position, which may grow meanwhile; they keep their places. `redact` returns
 * the new data, or null to keep what is there.
 */
export async function redactEntries(
  entries: Collection<StoredPublication>,
  position: () => number,
  fits: EntryFilter,
  redact: (entry: SequencedPublication) => unknown,
): Promise<{ matched: number; changed: number }> {
  let changed = 0;
  let matched = 0;
  const [first] = await entries
    .find({}, { projection: { _id: 1 }, readPreference: 'primary' })
    .sort({ _id: 1 })
    .limit(1)
    .toArray();
  for (let from = first?._id ?? 1; from <= position(); from += AT_ONCE) {
    const part = { _id: { $gte: from, $lt: from + AT_ONCE }, expired: { $exists: false } };
    const found = entries.find({ ...fits, ...part } as Filter<StoredPublication>, {
      readPreference: 'primary',
    });
    for await (const entry of found) {
      const data = redact(fromStored(entry));
      if (data === null) continue;
      matched += 1;
      // Only if its data has not expired in the meantime.
      const { modifiedCount } = await entries.updateOne(
        { _id: entry._id, expired: { $exists: false } },
        { $set: { data } },
      );
      changed += modifiedCount;
    }
  }
  return { matched, changed };
}
