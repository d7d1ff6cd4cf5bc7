import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Double, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import type { Doc } from './bson/document.ts';
import { startEngine, startLocalEngine, type LocalEngine } from './index.ts';
import { readReply } from './testing/direct.ts';
import { temporaryDirectory } from './testing/temporary.ts';

let engine: LocalEngine;
let socket: Socket;

beforeEach(async () => {
  engine = await startLocalEngine({ path: ':memory:' });
  socket = connect(engine.socketPath!);
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  await engine.close();
});

const header = (length: number, operation: number): Buffer => {
  const bytes = Buffer.alloc(16);
  [length, 1, 0, operation].forEach((value, at) => bytes.writeInt32LE(value, at * 4));
  return bytes;
};

function message(
  body: Doc,
  {
    flags = 0,
    sequences = {},
    checksum = false,
  }: { flags?: number; sequences?: Record<string, Doc[]>; checksum?: boolean } = {},
): Buffer {
  const parts = [Buffer.alloc(5), Buffer.from(serialize(body))];
  parts[0]!.writeUInt32LE(flags | (checksum ? 1 : 0));
  for (const [name, docs] of Object.entries(sequences)) {
    const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => serialize(doc))]);
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeInt32LE(content.length + 4, 1);
    parts.push(head, content);
  }
  if (checksum) parts.push(Buffer.alloc(4));
  const content = Buffer.concat(parts);
  return Buffer.concat([header(16 + content.length, 2013), content]);
}

function query(body: Doc): Buffer {
  const content = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from('admin.$cmd\0'),
    Buffer.alloc(8),
    serialize(body),
  ]);
  return Buffer.concat([header(16 + content.length, 2004), content]);
}

const reply = async (): Promise<Doc> => {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return readReply(bytes, bytes.readInt32LE(12) === 1 ? 36 : 21);
};

describe('the wire protocol', () => {
  it('accepts messages in pieces of any size, with document sequences and a checksum', async () => {
    const bytes = message(
      { insert: 'docs', $db: 'test' },
      { sequences: { documents: [{ _id: 1 }, { _id: 2 }] }, checksum: true },
    );
    socket.setNoDelay(true);
    for (let at = 0; at < bytes.length; at += 7) socket.write(bytes.subarray(at, at + 7));
    expect(await reply()).toEqual({ n: 2, ok: 1 });
  });

  it('answers the legacy hello, and no other legacy query', async () => {
    socket.write(query({ ismaster: 1, helloOk: true }));
    expect(await reply()).toMatchObject({ ismaster: true, helloOk: true, ok: 1 });
    socket.write(query({ find: 'docs' }));
    expect(await reply()).toMatchObject({ ok: 0, code: 352 });
  });

  it('sends ok as a double, as typed drivers expect', async () => {
    socket.write(message({ ping: 1, $db: 'admin' }));
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(bytes.subarray(21)).toEqual(Buffer.from(serialize({ ok: new Double(1) })));
  });

  const nested = (levels: number): Buffer => {
    let doc: Doc = {};
    for (let level = 0; level < levels; level++) doc = { a: doc };
    return Buffer.from(serialize(doc));
  };
  it.each<[string, Buffer]>([
    ['undefined', Buffer.from([8, 0, 0, 0, 6, 97, 0, 0])],
    ['a DBPointer', Buffer.from([26, 0, 0, 0, 12, 97, 0, 2, 0, 0, 0, 98, 0, ...Array(12).fill(1), 0])],
    ['a date out of range', Buffer.from([16, 0, 0, 0, 9, 97, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0])],
    ['a depth of more than 200', nested(200)],
    ['a truncated string', Buffer.from([14, 0, 0, 0, 2, 97, 0, 99, 0, 0, 0, 98, 0, 0])],
  ])('answers invalid BSON with an error and keeps the connection: %s', async (_what, document) => {
    const body = message({ insert: 'docs', $db: 'test' });
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeInt32LE(4 + 10 + document.length, 1);
    const bytes = Buffer.concat([body, head, Buffer.from('documents\0'), document]);
    bytes.writeInt32LE(bytes.length, 0);
    socket.write(bytes);
    expect(await reply()).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' });
    socket.write(message({ count: 'docs', $db: 'test' }));
    expect(await reply()).toEqual({ n: 0, ok: 1 });
  });

  it('keeps documents of 190 levels', async () => {
    let doc: Doc = { _id: 1 };
    for (let level = 0; level < 190; level++) doc = { a: doc };
    socket.write(message({ insert: 'docs', documents: [doc], $db: 'test' }));
    expect(await reply()).toEqual({ n: 1, ok: 1 });
  });

  it('announces no sessions', async () => {
    socket.write(message({ hello: 1, $db: 'admin' }));
    const hello = await reply();
    expect(hello).toMatchObject({ isWritablePrimary: true, minWireVersion: 0, ok: 1 });
    expect(hello).not.toHaveProperty('logicalSessionTimeoutMinutes');
    expect(hello).not.toHaveProperty('setName');
  });

  it('does not answer a message with the flag moreToCome', async () => {
    socket.write(message({ insert: 'docs', documents: [{ _id: 1 }], $db: 'test' }, { flags: 2 }));
    socket.write(message({ count: 'docs', $db: 'test' }));
    expect(await reply()).toEqual({ n: 1, ok: 1 });
  });

  it('ignores a request for an exhaust stream, and rejects a streaming hello', async () => {
    socket.write(message({ ping: 1, $db: 'admin' }, { flags: 1 << 16 }));
    expect(await reply()).toEqual({ ok: 1 });
    socket.write(message({ hello: 1, maxAwaitTimeMS: 1000, $db: 'admin' }, { flags: 1 << 16 }));
    expect(await reply()).toMatchObject({ ok: 0, code: 115 });
  });

  it.each([
    ['a length that is too small', header(3, 2013)],
    ['a length that is too large', header(0x7fffffff, 2013)],
    ['an unknown operation', Buffer.concat([header(20, 2012), Buffer.alloc(4)])],
    ['an unknown required flag', message({ ping: 1, $db: 'admin' }, { flags: 8 })],
    ['a body that is no BSON', Buffer.concat([header(30, 2013), Buffer.alloc(14, 0x11)])],
  ])('closes only this connection after %s', async (_what, bytes) => {
    const closed = once(socket, 'close');
    socket.write(bytes);
    await closed;
    const client = await new MongoClient(engine.uri).connect();
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });
});

describe('group commit', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('shares commits between concurrent writes', async () => {
    const exec = jest.spyOn(DatabaseSync.prototype, 'exec');
    const client = await new MongoClient(engine.uri, { maxPoolSize: 32, minPoolSize: 32 }).connect();
    const docs = client.db().collection<{ _id: string }>('docs');
    await Promise.all(
      Array.from({ length: 32 }, async (_, writer) => {
        for (let serial = 0; serial < 20; serial++) await docs.insertOne({ _id: `${writer}-${serial}` });
      }),
    );
    const commits = exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length;
    expect(await docs.countDocuments()).toBe(640);
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(320);
    await client.close();
  });

  it('does not commit for reads', async () => {
    const client = await new MongoClient(engine.uri).connect();
    const exec = jest.spyOn(DatabaseSync.prototype, 'exec');
    await client.db().collection('docs').find().toArray();
    expect(exec).not.toHaveBeenCalled();
    await client.close();
  });
});

describe('the engine in a thread', () => {
  it('serves a unix socket, and keeps its data over a restart', async () => {
    using directory = temporaryDirectory();
    const options = { path: join(directory.path, 'data'), socketPath: join(directory.path, 'engine.sock') };
    const first = await startEngine(options);
    expect(first.uri).toContain(encodeURIComponent(options.socketPath));
    const client = await new MongoClient(first.uri).connect();
    await client.db().collection<{ _id: number }>('docs').insertOne({ _id: 1 });
    await client.close();
    await first.close();
    await first.close();
    const second = await startEngine(options);
    const again = await new MongoClient(second.uri).connect();
    expect(again.db().databaseName).toBe('passline');
    expect(await again.db().collection('docs').find().toArray()).toEqual([{ _id: 1 }]);
    await again.close();
    await second.close();
  });

  it('reports why it cannot start', async () => {
    const taken = await startEngine({ path: ':memory:', port: 0 });
    await expect(startEngine({ path: ':memory:', port: Number(new URL(taken.uri).port) })).rejects.toThrow(
      'EADDRINUSE',
    );
    await taken.close();
  });
});

it('counts the connections that do not name its owner', async () => {
  const owned = await startEngine({ path: ':memory:', owner: 'the owner' });
  const counts: number[] = [];
  const changed = () => new Promise<void>((resolve) => owned.otherClients.onChange(() => resolve()));
  owned.otherClients.onChange(() => counts.push(owned.otherClients.count));
  const own = new MongoClient(owned.uri, { appName: 'the owner' });
  const named = new MongoClient(owned.uri, { appName: 'another', monitorCommands: true });
  const raw = connect(owned.socketPath!);
  try {
    await own.db('test').command({ ping: 1 });
    expect(owned.otherClients.count).toBe(0);

    await named.db('test').command({ ping: 1 });
    expect(owned.otherClients.count).toBeGreaterThan(0);
    const left = changed();
    await named.close();
    await left;
    while (owned.otherClients.count > 0) await changed();

    raw.write(message({ ping: 1, $db: 'test' }));
    while (owned.otherClients.count < 1) await changed();
    raw.destroy();
    while (owned.otherClients.count > 0) await changed();
    await own.db('test').command({ ping: 1 });
    expect(counts.at(-1)).toBe(0);
  } finally {
    raw.destroy();
    await Promise.all([own.close(), named.close()]);
    await owned.close();
  }
});
