/** Lets the end-to-end tests run on the server of MONGODB_TEST_URI in place of the embedded engine. */
import { randomUUID } from 'node:crypto';
import { startEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';

const server = process.env['MONGODB_TEST_URI'];
const databases = new Set<string>();

/** A store that several processes of a test share. */
export interface SharedStore {
  uri: string;
  close: () => Promise<void>;
}

export async function openSharedStore(path: string): Promise<SharedStore> {
  const uri = testDatabase();
  return uri ? { uri, close: dropTestDatabases } : startEngine({ path });
}

/** A database on the server of MONGODB_TEST_URI, if that is set; the same one for the same name. */
export const testDatabase = (name = randomUUID() as string): string | undefined =>
  server && uriOf(server, name);

/** Deletes what this test process has stored on the server of MONGODB_TEST_URI. */
export async function dropTestDatabases(): Promise<void> {
  if (!server || databases.size === 0) return;
  const client = await new MongoClient(server).connect();
  for (const name of databases) await client.db(name).dropDatabase();
  databases.clear();
  await client.close();
}

function uriOf(uri: string, name: string): string {
  const [, hosts, options = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(uri) ?? [];
  if (!hosts) throw new Error(`MONGODB_TEST_URI is not a MongoDB address: ${uri}`);
  const database = `passline-test-${name.replace(/^passline-test-/, '')}`;
  databases.add(database);
  return `${hosts}/${database}${options}`;
}
