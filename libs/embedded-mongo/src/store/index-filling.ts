import { decode } from '../bson/decode.ts';
import { isTurnOver, pause, type Steps, writing } from '../execution/turn.ts';
import type { IndexTable } from './index-table.ts';
import type { Row } from './scan.ts';

const rowsPerRead = 128;

/** The collection of the index. */
interface Documents {
  readonly namespace: string;
  readonly generation: number;
  natural(reverse: boolean, hint: number, after: number): Iterable<Row>;
  assertUnchanged(generation: number): void;
}

/** Adds all documents of a collection to a new index, in as many turns as they need. */
export function* fillIndex(index: IndexTable, collection: Documents): Steps<void> {
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
