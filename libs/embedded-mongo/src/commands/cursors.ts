import { randomBytes } from 'node:crypto';
import { MongoFailure } from '../failure.ts';
import type { Doc } from '../bson/document.ts';
import { StoredDocument } from '../wire/reply.ts';
import { serialize } from 'bson';

export type Result = StoredDocument | Doc;

interface Cursor {
  namespace: string;
  results: Iterator<Result>;
  /** Read already, but too large for the last batch. */
  held: Result | null;
  lastUsed: number;
}

const idleMs = 10 * 60 * 1000;
const largestBatch = 16 * 1024 * 1024;

/** Results that are not fetched yet. One that nobody asks for during ten minutes is forgotten, as in MongoDB. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();

  get size(): number {
    return this.open.size;
  }

  first(namespace: string, results: Iterator<Result>, size: number, single: boolean, now: number): Doc {
    const cursor: Cursor = { namespace, results, held: null, lastUsed: now };
    const { batch, done } = take(cursor, size);
    let id = 0n;
    if (!done && !single) {
      id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
      this.open.set(id, cursor);
    }
    return { cursor: { firstBatch: batch, id, ns: namespace }, ok: 1 };
  }

  more(id: bigint, namespace: string, size: number, now: number): Doc {
    const cursor = this.open.get(id);
    if (!cursor) throw new MongoFailure(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new MongoFailure(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    cursor.lastUsed = now;
    const { batch, done } = take(cursor, size);
    if (done) this.open.delete(id);
    return { cursor: { nextBatch: batch, id: done ? 0n : id, ns: namespace }, ok: 1 };
  }

  kill(id: bigint): boolean {
    return this.open.delete(id);
  }

  /** A collection went away, and its cursors with it. */
  killAll(namespace: string): void {
    for (const [id, cursor] of this.open) if (cursor.namespace === namespace) this.open.delete(id);
  }

  forgetIdle(now: number): void {
    for (const [id, cursor] of this.open) if (now - cursor.lastUsed > idleMs) this.open.delete(id);
  }
}

const sizeOf = (result: Result): number =>
  result instanceof StoredDocument
    ? result.bytes.length
    : serialize(result, { ignoreUndefined: false }).length;

function take(cursor: Cursor, size: number): { batch: Result[]; done: boolean } {
  const batch: Result[] = [];
  let bytes = 0;
  while (batch.length < size) {
    const result = cursor.held ?? nextOf(cursor.results);
    cursor.held = null;
    if (result === null) return { batch, done: true };
    bytes += sizeOf(result) + 12;
    if (batch.length > 0 && bytes > largestBatch) {
      cursor.held = result;
      return { batch, done: false };
    }
    batch.push(result);
  }
  if (size === 0) return { batch, done: false };
  cursor.held = nextOf(cursor.results);
  return { batch, done: cursor.held === null };
}

function nextOf(results: Iterator<Result>): Result | null {
  const next = results.next();
  return next.done === true ? null : next.value;
}
