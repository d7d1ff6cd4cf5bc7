import { randomBytes } from 'node:crypto';
import { MongoFailure } from '../execution/failure.ts';
import type { Doc } from '../bson/document.ts';
import { isTurnOver, pause, type Steps } from '../execution/turn.ts';
import { StoredDocument } from '../wire/encode-reply.ts';
import { serialize } from 'bson';

export type Result = StoredDocument | Doc;
export type Results = Iterator<Result | null>;

interface Cursor {
  namespace: string;
  results: Results;
  /** A result that was read but did not fit into the last batch. */
  held: Result | null;
  lastUsed: number;
  busy: boolean;
}

const idleMs = 10 * 60 * 1000;
/** As in MongoDB. Only a batch that nothing can follow grows to this size. */
const largestSingleBatch = 16 * 1024 * 1024;
/** A reply is encoded in one turn. Sixteen megabytes would hold all other commands up for a third of a second. */
const largestBatch = 1024 * 1024;

/** Open cursors. A cursor that is not used for ten minutes is closed, as in MongoDB. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();

  get size(): number {
    return this.open.size;
  }

  *first(namespace: string, results: Results, size: number, single: boolean, now: number): Steps<Doc> {
    const cursor: Cursor = { namespace, results, held: null, lastUsed: now, busy: false };
    const { batch, done } = yield* take(cursor, size, single ? largestSingleBatch : largestBatch);
    let id = 0n;
    if (!done && !single) {
      id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
      this.open.set(id, cursor);
    }
    return { cursor: { firstBatch: batch, id, ns: namespace }, ok: 1 };
  }

  *more(id: bigint, namespace: string, size: number, now: number): Steps<Doc> {
    const cursor = this.open.get(id);
    if (!cursor) throw new MongoFailure(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new MongoFailure(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    if (cursor.busy) throw new MongoFailure(12051, `cursor id ${id} is already in use`);
    cursor.lastUsed = now;
    cursor.busy = true;
    let done = true;
    let batch: Result[];
    try {
      ({ batch, done } = yield* take(cursor, size, largestBatch));
    } finally {
      cursor.busy = false;
      if (done) this.open.delete(id);
    }
    return { cursor: { nextBatch: batch, id: done ? 0n : id, ns: namespace }, ok: 1 };
  }

  kill(id: bigint): boolean {
    return this.open.delete(id);
  }

  /** Closes the cursors of a dropped collection. */
  killAll(namespace: string): void {
    for (const [id, cursor] of this.open) if (cursor.namespace === namespace) this.open.delete(id);
  }

  forgetIdle(now: number): void {
    for (const [id, cursor] of this.open)
      if (!cursor.busy && now - cursor.lastUsed > idleMs) this.open.delete(id);
  }
}

const sizeOf = (result: Result): number =>
  result instanceof StoredDocument
    ? result.bytes.length
    : serialize(result, { ignoreUndefined: false }).length;

function* take(cursor: Cursor, size: number, most: number): Steps<{ batch: Result[]; done: boolean }> {
  const batch: Result[] = [];
  let bytes = 0;
  while (batch.length < size) {
    const result = cursor.held ?? (yield* nextOf(cursor.results));
    cursor.held = null;
    if (result === null) return { batch, done: true };
    const length = sizeOf(result);
    bytes += length + 12;
    if (batch.length > 0 && bytes > most) {
      cursor.held = result;
      return { batch, done: false };
    }
    batch.push(result);
    // The work of stored documents was counted when they were read.
    if (!(result instanceof StoredDocument) && isTurnOver(length)) yield pause;
  }
  if (size === 0) return { batch, done: false };
  cursor.held = yield* nextOf(cursor.results);
  return { batch, done: cursor.held === null };
}

function* nextOf(results: Results): Steps<Result | null> {
  for (;;) {
    const next = results.next();
    if (next.done === true) return null;
    if (next.value !== pause) return next.value;
    yield pause;
  }
}
