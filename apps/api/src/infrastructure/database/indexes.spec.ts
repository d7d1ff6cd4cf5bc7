import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import mongoose, { type Connection } from 'mongoose';
import { pino } from 'pino';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { readConfig } from '../../common/config/env.ts';
import { explainStartFailure } from '../../bootstrap/start-failure.ts';
import { StartProblem } from '../../common/config/start-problem.ts';
import { type StoreProxy, startStoreProxy } from '../../testing/store-proxy.ts';
import { createIndexes } from './indexes.ts';
import { samplesName } from './store-requirements.ts';

interface Line {
  msg: string;
  collections?: string[];
}

let engine: RunningEngine;
let proxy: StoreProxy;
let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-indexes-'));
  engine = await startEngine({ path: ':memory:', port: 0, secret: false });
  proxy = await startStoreProxy(engine.uri);
});
afterEach(async () => {
  await proxy.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Counts requests for indexes by collection. `before` decides about each one. */
function count(before: (collection: string, requested: number) => Promise<undefined> | 'close' | undefined) {
  const requested = new Map<string, number>();
  proxy.hooks = {
    before: async ({ name, collection }) => {
      // The check of the store is not what is counted here.
      if (name !== 'createIndexes' || collection.startsWith(samplesName)) return undefined;
      requested.set(collection, (requested.get(collection) ?? 0) + 1);
      return before(collection, requested.get(collection)!);
    },
  };
  return requested;
}

const lines: Line[] = [];
// One logger for all tests: code outside a request logs to the first logger of the process.
const logger = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line) as Line) });

async function start() {
  lines.length = 0;
  const config = readConfig({ DATA_DIR: dataDir, MONGODB_URI: proxy.uri, DEMO: 'off' });
  const app = await createApp(AppModule, config, logger);
  await app.init();
  const { db } = app.get<Connection>(getConnectionToken());
  const indexed = new Set<string>();
  for (const { name } of await db!.listCollections().toArray())
    if ((await db!.collection(name).indexes()).length > 1) indexed.add(name);
  await app.close();
  return indexed;
}

describe('the first start on a store that creates indexes slowly', () => {
  test('creates the indexes of all collections in parallel, and logs which it waits for', async () => {
    const all = Promise.withResolvers<undefined>();
    const requested = count(() => {
      // If they were requested one after the other, the test would wait here for ever.
      if (requested.has('orders') && requested.has('event_log') && requested.size >= 20)
        all.resolve(undefined);
      return all.promise;
    });
    const indexed = await start();
    expect([...requested.keys()].sort()).toEqual([...indexed].sort());
    const waits = lines.filter(({ msg }) => msg.startsWith('waiting for the indexes'));
    expect(waits).toHaveLength(1);
    expect(waits[0]!.collections).toEqual(expect.arrayContaining(['orders', 'users', 'event_log']));
  });

  test('retries when the store closes the connection', async () => {
    const closing = ['orders', 'event_log'];
    const requested = count((collection, times) =>
      times === 1 && closing.includes(collection) ? 'close' : undefined,
    );
    const indexed = await start();
    expect(indexed.size).toBeGreaterThanOrEqual(20);
    expect([...requested.keys()].sort()).toEqual([...indexed].sort());
    for (const collection of closing) expect(requested.get(collection)).toBeGreaterThanOrEqual(2);
    expect(lines.filter(({ msg }) => msg.startsWith('index creation failed')).length).toBeGreaterThanOrEqual(
      2,
    );
  });
});

describe('an index that cannot be created ends the start with a message', () => {
  const patience = { attempts: 3, firstWaitMs: 1, longestWaitMs: 1 };
  const silent = { log: () => undefined, warn: () => undefined };
  let connection: Connection;

  beforeEach(async () => {
    connection = await mongoose.createConnection(proxy.uri).asPromise();
  });
  afterEach(() => connection.close(true));

  const startMessage = async () => {
    const indexed = (collection: string) => ({
      collection,
      create: () => connection.collection(collection).createIndexes([{ key: { a: 1 } }]),
    });
    const error: unknown = await createIndexes([indexed('here'), indexed('there')], silent, patience).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartProblem);
    expect(explainStartFailure(error)).not.toContain('\n');
    return explainStartFailure(error);
  };

  test('after some attempts, when the connection is closed each time', async () => {
    const requested = count((collection) => (collection === 'there' ? 'close' : undefined));
    expect(await startMessage()).toMatch(
      /^The store did not create the indexes of there in 3 attempts: .*closed.*Check .* Indexes created so far are kept\.$/,
    );
    expect(requested.get('there')).toBe(3);
  });

  test('at once, when the store rejects the index', async () => {
    const requested = count(() => undefined);
    const { before } = proxy.hooks;
    proxy.hooks = {
      before: async (command) => {
        await before!(command);
        return command.collection === 'here' ? { ok: 0, code: 13, errmsg: 'not authorized' } : undefined;
      },
    };
    expect(await startMessage()).toBe('The store rejected the indexes of here: not authorized.');
    expect(requested.get('here')).toBe(1);
  });
});

test('an unreachable store ends the start with a message', async () => {
  const error: unknown = await mongoose
    .createConnection('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 50 })
    .asPromise()
    .catch((reason: unknown) => reason);
  expect(explainStartFailure(error)).toMatch(
    /^The store cannot be reached: .*127\.0\.0\.1:1.* Check MONGODB_URI/,
  );
});
