import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import type { Doc } from '../bson/document.ts';
import { Engine } from '../engine.ts';
import { readReply } from '../testing/direct.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { markFile } from './last-commit-mark.ts';

const names = Array.from({ length: 60 }, (_, at) => `order-${String(at).padStart(2, '0')}`);
const filling = (name: string): string => `${name} `.repeat(30);

/** A store without a server, so that no timer runs. */
const open = (path: string): Engine =>
  new Engine({ path, log: () => undefined, now: () => new Date(), testCommands: false });

function ask(engine: Engine, body: Doc): Doc {
  let reply: Doc = {};
  engine.run([
    { body: { ...body, $db: 'test' }, connectionId: 1, answer: (bytes) => (reply = readReply(bytes!)) },
  ]);
  return reply;
}
const insert = (engine: Engine, name: string): Doc =>
  ask(engine, { insert: 'orders', documents: [{ _id: name, filling: filling(name), rank: name }] });
const docsOf = (reply: Doc): Doc[] => (reply['cursor'] as { firstBatch: Doc[] }).firstBatch;
const idsIn = (engine: Engine): unknown[] =>
  docsOf(ask(engine, { find: 'orders', batchSize: 1000 })).map(({ _id }) => _id);

const creationFile = 'engine.new';
const fileOf = (path: string): string => join(path, 'engine.sqlite');
const walOf = (path: string): string => join(path, 'engine.sqlite-wal');

function flip(file: string, at: number, bit = 0): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1 << bit;
  writeFileSync(file, bytes);
}

/** Runs `act`, and then restores the files as a kill -9 would have left them at that moment. */
function killedAfter(path: string, act: (engine: Engine) => void): void {
  const living = join(path, 'living');
  const engine = open(living);
  act(engine);
  cpSync(living, join(path, 'dead'), { recursive: true });
  engine.close();
}

describe('a store that was killed', () => {
  it('is rejected and left unchanged if any bit of its WAL is damaged', () => {
    using directory = temporaryDirectory();
    killedAfter(directory.path, (engine) => {
      for (const name of names) expect(insert(engine, name)).toMatchObject({ n: 1, ok: 1 });
    });
    const path = join(directory.path, 'dead');
    const whole = readFileSync(walOf(path));
    const frame = 24 + 4096;
    const frames = (whole.length - 32) / frame;
    expect(Number.isInteger(frames)).toBe(true);
    // The header, and a header and a page of frames from the first to the last.
    const places = [
      8,
      20,
      ...[0, 1, frames >> 1, frames - 2, frames - 1].flatMap((n) => [n * frame + 40, n * frame + 900]),
    ];
    for (const at of places) {
      flip(walOf(path), at, 3);
      const damaged = readFileSync(walOf(path));
      for (let starts = 0; starts < 2; starts++)
        expect(() => open(path)).toThrow(
          /engine\.sqlite-wal is damaged: the last \d+ acknowledged commits are missing \(\d+ commits, the last at .*Z\)\. Nothing was changed\. .*delete .*engine\.mark/,
        );
      expect(readFileSync(walOf(path)).equals(damaged)).toBe(true);
      writeFileSync(walOf(path), whole);
    }
    const engine = open(path);
    expect(idsIn(engine)).toEqual(names);
    engine.close();
  });

  it('is rejected if its WAL is missing; without the mark it starts with the remaining commits', () => {
    using directory = temporaryDirectory();
    killedAfter(directory.path, (engine) => {
      for (const name of names.slice(0, 3)) insert(engine, name);
      engine.tidy();
      expect(engine.tidy()).toBe(true);
      for (const name of names.slice(3, 6)) insert(engine, name);
    });
    const path = join(directory.path, 'dead');
    rmSync(walOf(path));
    expect(() => open(path)).toThrow(
      /older than the last start, or its .*-wal is missing: the last 3 acknowledged commits/,
    );
    rmSync(join(path, markFile));
    const engine = open(path);
    expect(idsIn(engine)).toEqual(names.slice(0, 3));
    engine.close();
  });

  it('never starts empty in a directory that was in use', () => {
    using directory = temporaryDirectory();
    killedAfter(directory.path, (engine) => insert(engine, names[0]!));
    const path = join(directory.path, 'dead');
    for (const lose of [() => rmSync(fileOf(path)), () => writeFileSync(fileOf(path), '')]) {
      lose();
      expect(() => open(path)).toThrow(/engine\.sqlite is missing or empty, and this directory was in use/);
    }
    rmSync(walOf(path));
    expect(() => open(path)).toThrow(/was in use \(\d+ commits/);
  });

  it('never starts empty in a directory that was in use, without the mark either', () => {
    using directory = temporaryDirectory();
    killedAfter(directory.path, (engine) => insert(engine, names[0]!));
    const dead = join(directory.path, 'dead');
    const withoutMark = (name: string, lose: (path: string) => void): string => {
      const path = join(directory.path, name);
      cpSync(dead, path, { recursive: true });
      rmSync(join(path, markFile));
      lose(path);
      return path;
    };
    const empty = withoutMark('empty', (path) => {
      writeFileSync(fileOf(path), '');
      rmSync(walOf(path));
    });
    const gone = withoutMark('gone', (path) => {
      rmSync(fileOf(path));
      rmSync(walOf(path));
    });
    for (const path of [empty, gone])
      for (let starts = 0; starts < 2; starts++)
        expect(() => open(path)).toThrow(/engine\.sqlite is missing or empty, and this directory was in use/);
    // Everything is still in the WAL, and SQLite ignores all of it.
    const unreadable = withoutMark('unreadable', (path) => flip(walOf(path), 20));
    const wal = readFileSync(walOf(unreadable));
    for (let starts = 0; starts < 2; starts++)
      expect(() => open(unreadable)).toThrow(/engine\.sqlite has no data, and this directory was in use/);
    expect(readFileSync(walOf(unreadable)).equals(wal)).toBe(true);
  });

  it('starts after a first start that was killed before its store was complete', () => {
    for (const left of [[creationFile], [creationFile, 'engine.sqlite']]) {
      using directory = temporaryDirectory();
      for (const name of left) writeFileSync(join(directory.path, name), '');
      open(directory.path).close();
      expect(existsSync(join(directory.path, creationFile))).toBe(false);
    }
  });

  it('leaves nothing behind if its first start fails', () => {
    using directory = temporaryDirectory();
    // The engine cannot create its mark.
    mkdirSync(join(directory.path, 'engine.pid'));
    expect(() => open(directory.path)).toThrow();
    expect(readdirSync(directory.path)).toEqual(['engine.pid']);
  });

  it('has a mark that survives the damage of one slot, but not of both', () => {
    using directory = temporaryDirectory();
    killedAfter(directory.path, (engine) => names.slice(0, 5).forEach((name) => insert(engine, name)));
    const path = join(directory.path, 'dead');
    flip(join(path, markFile), 6);
    open(path).close();
    for (const at of [6, 4096 + 6]) flip(join(path, markFile), at);
    expect(() => open(path)).toThrow(/engine\.mark is damaged, so the engine cannot check/);
  });
});

describe('the WAL', () => {
  it('is moved into the database after a second without writes, and at least every minute', () => {
    using directory = temporaryDirectory();
    const engine = open(directory.path);
    insert(engine, names[0]!);
    expect([engine.tidy(), engine.tidy(), engine.tidy()]).toEqual([false, true, false]);
    expect(statSync(walOf(directory.path)).size).toBe(0);
    let looks = 0;
    for (let moved = false; !moved; looks++) {
      insert(engine, `${looks}`);
      moved = engine.tidy();
    }
    expect(looks).toBe(60);
    engine.close();
    expect(existsSync(walOf(directory.path))).toBe(false);
  });
});

describe('a document', () => {
  it('with a damaged bit causes an error that names it, and the others can be read', () => {
    using directory = temporaryDirectory();
    const first = open(directory.path);
    for (const name of names) insert(first, name);
    first.close();
    const bytes = readFileSync(fileOf(directory.path));
    // A page that was split still contains copies of the rows that moved away.
    for (let at = -1; (at = bytes.indexOf(filling(names[7]!), at + 1)) >= 0;)
      flip(fileOf(directory.path), at + 11);
    const engine = open(directory.path);
    expect(ask(engine, { find: 'orders', filter: { _id: names[7]! } })).toMatchObject({
      ok: 0,
      code: 90_001,
      codeName: 'DocumentDamaged',
      errmsg: expect.stringMatching(/^the document in row 8 of documents_1 is damaged on the disk/),
    });
    expect(ask(engine, { find: 'orders' })).toMatchObject({ ok: 0, code: 90_001 });
    expect(docsOf(ask(engine, { find: 'orders', filter: { _id: names[8]! } }))).toHaveLength(1);
    expect(ask(engine, { serverStatus: 1 })).toMatchObject({ storage: { damagedReads: 2 } });
    engine.close();
  });

  it('is never returned with wrong content, for any damaged bit of the file', () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'data');
    const first = open(path);
    ask(first, { createIndexes: 'orders', indexes: [{ key: { rank: 1 }, name: 'rank' }] });
    for (const name of names) insert(first, name);
    first.close();
    const whole = readFileSync(fileOf(path));
    const outcomes = { refused: 0, failed: 0, right: 0 };
    for (let round = 0; round < 120; round++) {
      const place = (round * 7919 * 13) % whole.length;
      const bytes = Buffer.from(whole);
      bytes[place]! ^= 1 << (round % 8);
      using attempt = temporaryDirectory();
      writeFileSync(fileOf(attempt.path), bytes);
      let engine: Engine;
      try {
        engine = open(attempt.path);
      } catch {
        outcomes.refused++;
        continue;
      }
      const replies = [
        ask(engine, { find: 'orders', batchSize: 1000 }),
        ...names.map((_id) => ask(engine, { find: 'orders', filter: { _id } })),
        ...names.map((rank) => ask(engine, { find: 'orders', filter: { rank } })),
      ];
      outcomes[replies.some(({ ok }) => ok === 0) ? 'failed' : 'right']++;
      const found = replies.filter(({ cursor }) => cursor !== undefined).flatMap(docsOf);
      const wrong = found.filter(
        ({ _id, filling: text, rank }) => text !== filling(String(_id)) || rank !== _id,
      );
      expect({ place, wrong }).toEqual({ place, wrong: [] });
      engine.close();
    }
    expect(Object.values(outcomes).every((count) => count > 0)).toBe(true);
  });

  it('of a store without checksums gets one at the first start', () => {
    using directory = temporaryDirectory();
    const first = open(directory.path);
    for (const name of names) insert(first, name);
    first.close();
    const database = new DatabaseSync(fileOf(directory.path));
    database.exec(
      'UPDATE documents_1 SET doc = substr(doc, 1, length(doc) - 4); DROP TABLE state; PRAGMA user_version = 1',
    );
    database.close();
    rmSync(join(directory.path, markFile));
    const second = open(directory.path);
    expect(idsIn(second)).toEqual(names);
    second.close();
    expect(existsSync(join(directory.path, markFile))).toBe(true);
    const third = open(directory.path);
    expect(idsIn(third)).toEqual(names);
    third.close();
  });
});
