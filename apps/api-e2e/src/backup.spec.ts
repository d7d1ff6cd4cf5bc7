import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls } from '@passline/contracts';
import { startEngine } from '@passline/embedded-mongo';
import { Binary, Decimal128, Double, Long, MongoClient, ObjectId, Timestamp } from 'mongodb';
import { storedCollections, collectionsOf, filesOf } from './testing/backups.ts';
import { moveOrder, registerCustomer, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';
import { runTool, tool } from './testing/tool.ts';

// Several processes start and stop in each test, which takes long on a busy machine.

afterAll(stopAll);
afterEach(closeSockets);

const restoreInto = (dataDir: string, file: string, ...more: string[]) =>
  runTool('restore', [file, ...more], { DATA_DIR: dataDir });

/** Starts the embedded engine without a server. */
async function storeWith(dataDir: string, ...documents: object[]): Promise<void> {
  const engine = await startEngine({ path: dataDir });
  const client = await new MongoClient(engine.uri).connect();
  await client.db().collection('things').insertMany(documents);
  await client.close();
  await engine.close();
}

test('a backup of a running server contains all acknowledged changes, and a server continues on its restored copy', async () => {
  const server = await startServer();
  const [customer, owner] = [
    await registerCustomer(server.api, 'regular@example.com'),
    await server.api.signIn('owner'),
  ];
  const dish = await dishWithoutOptions(server.api);
  const before = await placeOrder(customer, dish, { fulfilment: 'pickup' });
  await moveOrder(owner, before.id, 'confirmed', 'preparing');
  const listener = await Connection.as(server.url, customer.token);
  const heard = await listener.ok('join:order', { id: before.id, after: 0 });
  expect(heard.seq).toBeGreaterThan(1);

  const file = join(temporaryDirectory(), 'busy.tar.gz');
  const acknowledged: string[] = [];
  const enough = new AbortController();
  const rush = (async () => {
    while (!enough.signal.aborted) {
      const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
      await moveOrder(owner, id, 'confirmed');
      acknowledged.push(id);
    }
  })();
  const told = tool('backup', ['--to', file], { DATA_DIR: server.dataDir });
  const least = acknowledged.length;
  const output = await told;
  enough.abort();
  await rush;
  expect(output).toMatch(/\d+ documents of \d+ collections and 3 secrets/);
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(readdirSync(join(server.dataDir, 'snapshots'))).toEqual([]);
  await server.stop('SIGKILL');

  const dataDir = join(temporaryDirectory(), 'new');
  await tool('restore', [file], { DATA_DIR: dataDir });
  const open = [dataDir, ...readdirSync(dataDir).map((name) => join(dataDir, name))].filter(
    (path) => statSync(path).mode & 0o077,
  );
  expect(open).toEqual([]);
  const but = (name: string) => (one: { name: string }) => one.name !== name;
  const kept = await storedCollections({ DATA_DIR: dataDir });
  expect(kept.filter(but('event_log'))).toEqual(collectionsOf(file).filter(but('event_log')));
  expect(kept.find(({ name }) => name === 'event_log')).toMatchObject({ count: 0 });

  const restored = await startServer({}, dataDir);
  const [there, ownerThere] = [restored.api.as(customer.token), restored.api.as(owner.token)];
  for (const id of [before.id, ...acknowledged.slice(0, least)]) {
    const found = await there.ok(calls.getOrder, { params: { id } });
    const { items } = await there.ok(calls.getOrderEvents, { params: { id } });
    expect(items.at(-1)!.version).toBe(found.version);
  }
  // A client whose position is after the backup must load a snapshot, and receives new events.
  const connection = await Connection.as(restored.url, there.token);
  const joined = await connection.ok('join:order', { id: before.id, after: heard.seq, epoch: heard.epoch });
  expect(joined).toMatchObject({ missed: [], resync: true });
  await moveOrder(ownerThere, before.id, 'ready');
  const ready = await connection.next('order:status:update', ({ status }) => status === 'ready');
  expect(ready.meta!.streams[`order:${before.id}`]).toMatchObject({ seq: 1 });
  expect(ready.meta!.streams[`order:${before.id}`]!.epoch).not.toBe(heard.epoch);
});

describe('a restore', () => {
  test('preserves every BSON type from one engine to the other', async () => {
    const [from, to] = await Promise.all([1, 2].map(() => startEngine({ path: temporaryDirectory() })));
    const source = await new MongoClient(from!.uri).connect();
    const odd = source.db().collection<{ _id: unknown }>('odd');
    await odd.insertMany([
      { _id: 1, int: 7, whole: new Double(7), long: Long.fromString('7'), big: Long.MAX_VALUE } as never,
      { _id: 'two', decimal: Decimal128.fromString('1.10'), at: new Date(0), none: null } as never,
      { _id: new ObjectId(), bytes: new Binary(Buffer.from([0, 255])), pattern: /a.b/i } as never,
      {
        _id: { of: 'parts' },
        stamp: new Timestamp({ t: 5, i: 6 }),
        nested: [{ a: [1, [2]] }],
        '': 'ü',
      } as never,
    ]);
    await odd.createIndexes([
      { key: { int: 1, at: -1 }, name: 'both', unique: true, partialFilterExpression: { int: { $gt: 5 } } },
      { key: { at: 1 }, name: 'ends', expireAfterSeconds: 2_000_000_000 },
    ]);
    await source.db().createCollection('empty');
    await source.close();

    const file = join(temporaryDirectory(), 'odd.tar.gz');
    const env = { MONGODB_URI: from!.uri, DATA_DIR: temporaryDirectory() };
    expect(await tool('backup', ['--to', file], env)).toContain('no snapshot of all collections');
    await tool('restore', [file], { ...env, MONGODB_URI: to!.uri });
    const there = await storedCollections({ ...env, MONGODB_URI: to!.uri });
    expect(there).toEqual(collectionsOf(file));
    expect(there.map(({ name, count }) => `${name} ${count}`)).toEqual(['empty 0', 'odd 4']);
    expect(there[1]!.indexes.map(({ name }) => name)).toEqual(['_id_', 'both', 'ends']);
    await Promise.all([from!.close(), to!.close()]);
  });

  test('into a store with data is rejected and changes nothing, unless it is forced', async () => {
    const [from, to] = [temporaryDirectory(), temporaryDirectory()];
    await storeWith(from, { _id: 1, from: 'the backup' });
    await storeWith(to, { _id: 1, from: 'another life' });
    const file = join(temporaryDirectory(), 'one.tar.gz');
    writeFileSync(join(from, 'jwt-secret'), 'of the backup');
    await tool('backup', ['--to', file], { DATA_DIR: from });

    const before = await storedCollections({ DATA_DIR: to });
    const refused = await restoreInto(to, file);
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('in things') });
    expect(await storedCollections({ DATA_DIR: to })).toEqual(before);
    expect(existsSync(join(to, 'jwt-secret'))).toBe(false);

    writeFileSync(join(to, 'jwt-secret'), 'of another life');
    expect(await restoreInto(to, file)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('jwt-secret'),
    });
    expect((await restoreInto(to, file, '--force')).code).toBe(0);
    expect(await storedCollections({ DATA_DIR: to })).toEqual(collectionsOf(file));
    expect(readFileSync(join(to, 'jwt-secret'), 'utf8')).toBe('of the backup');
    expect((await restoreInto(to, file)).output).toContain('1 collections already present');
  });

  test('of an incomplete or damaged backup is rejected with the reason, before it changes anything', async () => {
    const directory = temporaryDirectory();
    const from = join(directory, 'from');
    await storeWith(from, ...Array.from({ length: 500 }, (_, n) => ({ _id: n, text: `${n}`.repeat(n) })));
    const good = join(directory, 'good.tar.gz');
    await tool('backup', ['--to', good], { DATA_DIR: from });
    const whole = readFileSync(good);
    const spoilt = Buffer.from(whole);
    spoilt[(whole.length / 2) | 0]! ^= 0xff;
    const files: [string, Buffer, string][] = [
      ['cut.tar.gz', whole.subarray(0, whole.length - 100), 'cannot be read'],
      ['spoilt.tar.gz', spoilt, ''],
      ['other.tar.gz', Buffer.from('something else'), 'cannot be read as a backup'],
    ];
    const to = join(directory, 'to');
    for (const [name, bytes, reason] of files) {
      writeFileSync(join(directory, name), bytes);
      const { code, errors } = await restoreInto(to, join(directory, name));
      expect({ name, code }).toEqual({ name, code: 1 });
      expect(errors.trim().split('\n')).toEqual([expect.stringContaining(reason)]);
    }
    expect(await restoreInto(to, join(directory, 'nowhere'))).toMatchObject({
      code: 1,
      errors: expect.stringContaining('does not exist'),
    });
    expect(existsSync(to)).toBe(false);
    expect(filesOf(good).has('passline-backup.json')).toBe(true);
  });

  test('into the store of a running server is rejected, and the server continues', async () => {
    const server = await startServer();
    const file = join(temporaryDirectory(), 'own.tar.gz');
    await tool('backup', ['--to', file], { DATA_DIR: server.dataDir });
    expect(await restoreInto(server.dataDir, file)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Stop it first'),
    });
    await server.api.ok(calls.ready);
    await server.stop();
  });
});

test('wrong arguments print the usage; a missing source or an existing target prints a message', async () => {
  const dataDir = temporaryDirectory();
  const env = { DATA_DIR: dataDir };
  expect(await runTool('backup', ['--nonsense'], env)).toMatchObject({
    code: 2,
    errors: expect.stringContaining('usage: npm run backup'),
  });
  expect(await runTool('restore', [], env)).toMatchObject({ code: 2 });
  expect(await runTool('backup', [], env)).toMatchObject({
    code: 1,
    errors: `There is no store in ${dataDir}. Set DATA_DIR to the directory of the store.\n`,
  });
  await storeWith(dataDir, { _id: 1 });
  const file = join(dataDir, 'there');
  writeFileSync(file, 'precious');
  expect(await runTool('backup', ['--to', file], env)).toMatchObject({ code: 1 });
  expect(readFileSync(file, 'utf8')).toBe('precious');
  const away = { ...env, MONGODB_URI: 'mongodb://somebody:hidden-words@127.0.0.1:1/' };
  const unreachable = await runTool('backup', [], away);
  expect(unreachable).toMatchObject({ code: 1, errors: expect.stringContaining('127.0.0.1:1') });
  expect(unreachable.errors).not.toContain('hidden-words');
});
