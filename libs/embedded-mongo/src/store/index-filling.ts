import { decode } from '../bson/decode.ts';
import { isTurnOver, pause, type Steps, writing } from '../execution/turn.ts';
import type { Collection } from './collection.ts';
import type { IndexTable } from './index-table.ts';

const rowsPerRead = 128;

/** Adds all documents of a collection to a new index, in as many turns as they need. */
export function* fillIndex(index: IndexTable, collection: Collection): Steps<void> {
  const { generation } = collection;
  let last = -1;
  const addUntilPause = (): boolean => {
    for (const row of collection.natural(false, rowsPerRead, last)) {
      const doc = decode(row.bytes);
      const { keys, arrays } = index.keys(doc);
      index.refuseDuplicates(collection.namespace, doc, keys, row.n);
      index.noteArrays(arrays);
      for (const key of keys) index.insert(key, row.n);
      last = row.n;
      if (isTurnOver(row.bytes.length + writing)) return true;
    }
    return false;
  };
  // Reads again after each pause, because other commands may have changed the rows that were read.
  while (addUntilPause()) {
    yield pause;
    collection.assertUnchanged(generation);
  }
}
