import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { documentIn } from './checksums.ts';

/** A half-open interval: includes `low`, excludes `high`. */
export interface Interval {
  low: Uint8Array;
  high: Uint8Array;
}

export interface Row {
  n: number;
  bytes: Buffer;
}

/** The keys and documents that a query has read. */
export interface Counters {
  keysExamined: number;
  docsExamined: number;
}

type Cells = [Uint8Array, number, Uint8Array];

const largestBlock = 512;

export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Reads an index in blocks, each starting after the last entry of the previous one. No statement stays open between
 * blocks, so others can write while a cursor is idle. The cursor sees such writes only ahead of its position.
 */
export class IndexScan {
  private readonly first: StatementSync;
  private readonly next: StatementSync;
  private readonly reverse: boolean;
  private readonly table: string;

  /** `table` is the table of the documents. */
  constructor(database: DatabaseSync, table: string, source: string, reverse: boolean) {
    this.table = table;
    this.reverse = reverse;
    const order = reverse ? 'DESC' : 'ASC';
    const from = (where: string): StatementSync => {
      const statement = database.prepare(
        `SELECT k, n, doc FROM (${source}) WHERE ${where} ORDER BY k ${order}, n ${order} LIMIT ?`,
      );
      statement.setReturnArrays(true);
      return statement;
    };
    this.first = from('k >= ? AND k < ?');
    this.next = reverse ? from('k >= ? AND (k, n) < (?, ?)') : from('(k, n) > (?, ?) AND k < ?');
  }

  *rows(intervals: readonly Interval[], counters: Counters, hint: number): Generator<Row> {
    let block = Math.min(largestBlock, Math.max(1, hint));
    for (const { low, high } of this.reverse ? intervals.toReversed() : intervals) {
      let cells = this.first.all(low, high, block) as unknown as Cells[];
      for (;;) {
        for (const [, n, doc] of cells) {
          counters.keysExamined++;
          yield { n, bytes: documentIn(doc, n, this.table) };
        }
        const last = cells.at(-1);
        if (!last || cells.length < block) break;
        block = Math.min(largestBlock, block * 4);
        cells = (this.reverse
          ? this.next.all(low, last[0], last[1], block)
          : this.next.all(last[0], last[1], high, block)) as unknown as Cells[];
      }
    }
  }
}

/** Reads the documents in the order of insertion, in blocks like `IndexScan`. */
export class NaturalScan {
  private readonly next: StatementSync;
  private readonly table: string;
  private readonly start: number;

  constructor(database: DatabaseSync, table: string, reverse: boolean) {
    this.table = table;
    this.start = reverse ? Number.MAX_SAFE_INTEGER : -1;
    this.next = database.prepare(
      reverse
        ? `SELECT n, doc FROM ${table} WHERE n < ? ORDER BY n DESC LIMIT ?`
        : `SELECT n, doc FROM ${table} WHERE n > ? ORDER BY n LIMIT ?`,
    );
    this.next.setReturnArrays(true);
  }

  *rows(hint: number, after = this.start): Generator<Row> {
    let block = Math.min(largestBlock, Math.max(1, hint));
    for (;;) {
      const cells = this.next.all(after, block) as unknown as [number, Uint8Array][];
      for (const [n, doc] of cells) yield { n, bytes: documentIn(doc, n, this.table) };
      const last = cells.at(-1);
      if (!last || cells.length < block) return;
      after = last[0];
      block = Math.min(largestBlock, block * 4);
    }
  }
}
