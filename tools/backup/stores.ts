import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  isInUse,
  type RunningEngine,
  snapshotCommand,
  snapshotsDirectory,
  startEngine,
  uriOfRunning,
} from '@passline/embedded-mongo';
import { type Db, MongoClient } from 'mongodb';
import { Problem, reasonOf } from './problem.ts';

export interface Store {
  db: Db;
  client: MongoClient;
  /** Without passwords. */
  name: string;
  close: () => Promise<void>;
}

/** As the server reads them; see docs/configuration.md. */
export const settings = {
  mongodbUri: process.env['MONGODB_URI']?.trim() || undefined,
  dataDir: process.env['DATA_DIR']?.trim() || '.data',
};

const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/;
const never = 2 ** 31 - 1;
const dayMs = 24 * 60 * 60 * 1000;

export async function openMongo(uri: string): Promise<Store> {
  if (!/^mongodb(\+srv)?:\/\/\S+$/.test(uri))
    throw new Problem('The address of a MongoDB begins with mongodb:// or mongodb+srv://.');
  const client = clientOf(uri);
  const name = `the database ${databaseOf(uri)} at ${client.options.hosts.map(String).join(', ') || 'its hosts'}`;
  try {
    await client.connect();
    // Connecting alone does not ask whether it may read.
    await client.db(databaseOf(uri)).listCollections({}, { nameOnly: true }).toArray();
  } catch (error) {
    await client.close();
    throw new Problem(`Passline cannot reach ${name}: ${reasonOf(error)}`, { cause: error });
  }
  return { client, db: client.db(databaseOf(uri)), name, close: () => client.close() };
}

function clientOf(uri: string): MongoClient {
  try {
    return new MongoClient(uri, {
      serverSelectionTimeoutMS: 5_000,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
    });
  } catch (error) {
    throw new Problem(`The address of the MongoDB is wrong: ${reasonOf(error)}`, { cause: error });
  }
}

const databaseOf = (uri: string): string | undefined => (namesDatabase.test(uri) ? undefined : 'passline');

/** The embedded engine's data, held by this process alone: no server can be started on it meanwhile. */
export async function holdEmbedded(dataDir: string, { create = false } = {}): Promise<Store> {
  if (!create && !existsSync(join(dataDir, 'engine.sqlite')))
    throw new Problem(`There is no store in ${dataDir}: DATA_DIR says where it is.`);
  try {
    return await onEngine(dataDir, `the store in ${dataDir}`);
  } catch (error) {
    if (isInUse(error)) throw new Problem(`A server is running on ${dataDir}: stop it first.`);
    throw new Problem(`The store in ${dataDir} cannot be opened: ${reasonOf(error)}`, { cause: error });
  }
}

/** The embedded engine's data as it is now, whether a server works with it or not. */
export async function readEmbedded(dataDir: string): Promise<Store> {
  if (!existsSync(join(dataDir, 'engine.sqlite'))) return holdEmbedded(dataDir);
  try {
    return await onEngine(dataDir, `the store in ${dataDir}`);
  } catch (error) {
    if (!isInUse(error)) return holdEmbedded(dataDir);
  }
  sweep(join(dataDir, snapshotsDirectory));
  const copy = await snapshotOf(dataDir);
  const remove = () => rmSync(copy, { recursive: true, force: true });
  try {
    const store = await onEngine(copy, `the store in ${dataDir}, of which a server is running`);
    return { ...store, close: () => store.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function snapshotOf(dataDir: string): Promise<string> {
  const uri = uriOfRunning(dataDir);
  if (uri === null) throw new Problem(`The server on ${dataDir} is just starting or stopping: try again.`);
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    return String((await client.db().command({ [snapshotCommand]: 1 }))['path']);
  } catch (error) {
    throw new Problem(`The server on ${dataDir} made no snapshot: ${reasonOf(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

/** Copies that a backup left which was killed. */
function sweep(snapshots: string): void {
  if (!existsSync(snapshots)) return;
  for (const name of readdirSync(snapshots))
    if (Date.now() - statSync(join(snapshots, name)).mtimeMs > dayMs)
      rmSync(join(snapshots, name), { recursive: true, force: true });
}

async function onEngine(path: string, name: string): Promise<Store> {
  // What has expired is left out by whoever reads; it must not go between two looks at the same store.
  const engine: RunningEngine = await startEngine({ path, ttlIntervalMs: never });
  const client = new MongoClient(engine.uri);
  await client.connect();
  const close = async () => {
    await client.close();
    await engine.close();
  };
  return { client, db: client.db(), name, close };
}
