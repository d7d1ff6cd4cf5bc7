import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Doc } from './bson/document.ts';
import { Engine } from './engine.ts';
import { readReply } from './testing/direct.ts';

const insert = (_id: number): Doc => ({ insert: 'docs', documents: [{ _id }], $db: 'test' });

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
const exec = DatabaseSync.prototype.exec;

describe('a batch', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const start = (): Engine =>
    new Engine({ path: ':memory:', log: () => undefined, now: () => new Date(), testCommands: false });
  const run = (engine: Engine, bodies: Doc[], onReply: (reply: Doc) => void): void =>
    engine.run(
      bodies.map((body) => ({ body, connectionId: 1, answer: (reply) => onReply(readReply(reply!)) })),
    );

  it('is answered after its commit', () => {
    const engine = start();
    const order: string[] = [];
    jest.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
      if (sql === 'COMMIT') order.push(sql);
      exec.call(this, sql);
    });
    run(engine, [insert(1), insert(2), insert(3)], () => order.push('answer'));
    expect(order).toEqual(['COMMIT', 'answer', 'answer', 'answer']);
    engine.close();
  });

  it('fails as a whole and changes nothing if its commit fails', () => {
    const engine = start();
    const replies: Doc[] = [];
    const failing = jest.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
      this: DatabaseSync,
      sql: string,
    ) {
      if (sql === 'COMMIT') throw new Error('disk I/O error');
      exec.call(this, sql);
    });
    run(engine, [insert(1), insert(2)], (reply) => replies.push(reply));
    expect(replies).toEqual([
      { ok: 0, errmsg: 'internal error: disk I/O error', code: 1, codeName: 'InternalError' },
      { ok: 0, errmsg: 'internal error: disk I/O error', code: 1, codeName: 'InternalError' },
    ]);
    failing.mockRestore();
    replies.length = 0;
    run(engine, [{ count: 'docs', $db: 'test' }, insert(1)], (reply) => replies.push(reply));
    expect(replies).toEqual([
      { n: 0, ok: 1 },
      { n: 1, ok: 1 },
    ]);
    engine.close();
  });
});
