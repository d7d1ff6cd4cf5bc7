import type { Double } from 'bson';
import type { Doc } from '../bson/document.ts';
import { toDouble } from '../bson/number.ts';
import { decode } from '../bson/decode.ts';
import { Engine, type EngineSettings, type Pending } from '../engine.ts';
import { MongoFailure } from '../execution/failure.ts';

/** An engine without sockets. It runs single commands or batches. */
export class DirectEngine implements Disposable {
  private readonly engine: Engine;

  constructor(settings: Partial<EngineSettings> = {}) {
    this.engine = new Engine({
      path: ':memory:',
      log: () => undefined,
      now: () => new Date(),
      testCommands: false,
      ...settings,
    });
  }

  batch(bodies: readonly Doc[]): Doc[] {
    const replies: Doc[] = [];
    this.engine.run(bodies.map((body) => this.pending(body, 1, (reply) => replies.push(reply))));
    return replies;
  }

  /** Begins a command, which continues with each call of `turn`. */
  begin(body: Doc, connectionId: number, more: Partial<Pending> = {}): { reply: Doc | null } {
    const begun: { reply: Doc | null } = { reply: null };
    this.engine.take({ ...this.pending(body, connectionId, (reply) => (begun.reply = reply)), ...more });
    return begun;
  }

  turn(): boolean {
    return this.engine.turn();
  }

  private pending(body: Doc, connectionId: number, onReply: (reply: Doc) => void): Pending {
    return {
      body: { ...body, $db: body['$db'] ?? 'test' },
      connectionId,
      answer: (reply) => onReply(readReply(reply!)),
    };
  }

  /** Returns the reply. Throws a failure with the engine's code. */
  run(body: Doc): Doc {
    const [reply = {}] = this.batch([body]);
    if (reply['ok'] !== 1) throw failureFrom(reply);
    const [error] = (reply['writeErrors'] as Doc[] | undefined) ?? [];
    if (error) throw failureFrom(error);
    return reply;
  }

  find(collection: string, filter: Doc, more: Doc = {}): Doc[] {
    const { cursor } = this.run({ find: collection, filter, batchSize: 100_000, ...more }) as {
      cursor: { firstBatch: Doc[] };
    };
    return cursor.firstBatch;
  }

  aggregate(collection: string, pipeline: Doc[], more: Doc = {}): Doc[] {
    const { cursor } = this.run({
      aggregate: collection,
      pipeline,
      cursor: { batchSize: 100_000 },
      ...more,
    }) as { cursor: { firstBatch: Doc[] } };
    return cursor.firstBatch;
  }

  insert(collection: string, ...documents: Doc[]): void {
    this.run({ insert: collection, documents });
  }

  update(collection: string, q: Doc, u: unknown, more: Doc = {}): Doc {
    return this.run({ update: collection, updates: [{ q, u, ...more }] });
  }

  index(collection: string, key: Doc, more: Doc = {}): void {
    const name = Object.entries(key).flat().join('_');
    this.run({ createIndexes: collection, indexes: [{ key, name, ...more }] });
  }

  stats(body: Doc): { nReturned: number; totalKeysExamined: number; totalDocsExamined: number } {
    return this.run({ explain: body })['executionStats'] as ReturnType<DirectEngine['stats']>;
  }

  expire(): number {
    return this.engine.expire();
  }

  [Symbol.dispose](): void {
    this.engine.close();
  }
}

/** Converts `ok` to a plain number, for comparisons. Another test checks that it is a double on the wire. */
export function readReply(bytes: Buffer, at = 0): Doc {
  const reply = decode(bytes, at);
  return { ...reply, ok: toDouble(reply['ok'] as Double) };
}

function failureFrom({ code, errmsg, ...rest }: Doc): MongoFailure {
  const details = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !['ok', 'codeName', 'index'].includes(key)),
  );
  return new MongoFailure(Number(code), String(errmsg), details);
}
