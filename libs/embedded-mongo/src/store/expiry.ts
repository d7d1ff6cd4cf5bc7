import { tag } from '../bson/compare.ts';
import { encodeKey } from '../bson/index-key.ts';
import type { Row } from './scan.ts';
import type { Store } from './store.ts';

const expiredAtOnce = 256;

/** Removes documents that have expired by TTL indexes, a limited number per index; returns how many. */
export function removeExpired(store: Store, now: number): number {
  let removed = 0;
  for (const collection of store.all())
    for (const index of [...collection.indexes.values()]) {
      const { expireAfterSeconds } = index.entry.spec;
      if (expireAfterSeconds === undefined) continue;
      const direction = index.shape.directions[0] ?? 1;
      const cutoff = encodeKey([new Date(now - expireAfterSeconds * 1000)], [direction]);
      const edge = Buffer.from([direction === 1 ? tag.date : (~tag.date & 0xff) + 1]);
      const interval = direction === 1 ? { low: edge, high: cutoff } : { low: cutoff, high: edge };
      const distinct = new Map<number, Row>();
      for (const row of index.scan(false).rows([interval], { keysExamined: 0, docsExamined: 0 }, 512)) {
        distinct.set(row.n, row);
        if (distinct.size === expiredAtOnce) break;
      }
      if (distinct.size === 0) continue;
      store.atomically(() => distinct.forEach((row) => collection.remove(row)));
      removed += distinct.size;
    }
  store.commit();
  return removed;
}
