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
  /** For messages; contains no password. */
  name: string;
  close: () => Promise<void>;
}

/** The same variables as for the server; see docs/configuration.md. */
export const settings = {
  mongodbUri: process.env['MONGODB_URI']?.trim() || undefined,
  dataDir: process.env['DATA_DIR']?.trim() || '.data',
};

const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/;
const never = 2 ** 31 - 1;
const dayMs = 24 * 60 * 60 * 1000;

export async function openMongo(uri: string): Promise<Store> {
  if (!/^mongodb(\+srv)?:\/\/\S+$/.test(uri))
    throw new Problem(
      'The address of a MongoDB must begin with mongodb:// or mongodb+srv:// and contain no spaces.',
    );
  const client = clientOf(uri);
  const name = `the database ${databaseOf(uri)} at ${client.options.hosts.map(String).join(', ') || 'its hosts'}`;
  try {
    await client.connect();
    // Connecting alone does not check the permission to read.
    await client.db(databaseOf(uri)).listCollections({}, { nameOnly: true }).toArray();
  } catch (error) {
    await client.close();
    throw new Problem(`Passline cannot connect to ${name}: ${reasonOf(error)}`, { cause: error });
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
    throw new Problem(`The address of the MongoDB is invalid: ${reasonOf(error)}`, { cause: error });
  }
}

const databaseOf = (uri: string): string | undefined => (namesDatabase.test(uri) ? undefined : 'passline');

/** Opens the embedded engine's data exclusively: no server can start on it until it is closed. */
export async function holdEmbedded(dataDir: string, { create = false } = {}): Promise<Store> {
  if (!create && !existsSync(join(dataDir, 'engine.sqlite')))
    throw new Problem(`There is no store in ${dataDir}. Set DATA_DIR to the directory of the store.`);
  try {
    return await onEngine(dataDir, `the store in ${dataDir}`);
  } catch (error) {
    if (isInUse(error)) throw new Problem(`A server is running on ${dataDir}. Stop it first.`);
    throw new Problem(`The store in ${dataDir} cannot be opened: ${reasonOf(error)}`, { cause: error });
  }
}

/** Opens the embedded engine's current data, also while a server uses it. */
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
    const store = await onEngine(copy, `the store in ${dataDir}, which a running server uses`);
    return { ...store, close: () => store.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function snapshotOf(dataDir: string): Promise<string> {
  const uri = uriOfRunning(dataDir);
  if (uri === null)
    throw new Problem(`The server on ${dataDir} is starting or stopping. Try again in a few seconds.`);
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    return String((await client.db().command({ [snapshotCommand]: 1 }))['path']);
  } catch (error) {
    throw new Problem(`The server on ${dataDir} could not create a snapshot: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    await client.close();
  }
}

/** Removes snapshots left behind by a killed backup. */
function sweep(snapshots: string): void {
  if (!existsSync(snapshots)) return;
  for (const name of readdirSync(snapshots))
    if (Date.now() - statSync(join(snapshots, name)).mtimeMs > dayMs)
      rmSync(join(snapshots, name), { recursive: true, force: true });
}

async function onEngine(path: string, name: string): Promise<Store> {
  // Reads exclude expired documents. TTL removal is off, so that two reads of the store give the same result.
  const engine: RunningEngine = await startEngine({ path, ttlIntervalMs: never });
  const client = new MongoClient(engine.uri);
  await client.connect();
  const close = async () => {
    await client.close();
    await engine.close();
  };
  return { client, db: client.db(), name, close };
}
