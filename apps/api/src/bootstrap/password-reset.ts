import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { firstPassword } from '@passline/contracts';
import { type RunningEngine, isInUse, startEngine, uriOfRunning } from '@passline/embedded-mongo';
import { AggregateStore } from '@passline/event-log';
import { type Connection, createConnection } from 'mongoose';
import type { Config } from '../common/config/env.ts';
import { StartProblem } from '../common/config/start-problem.ts';
import { databaseOf } from '../infrastructure/database/database.ts';
import { givenPassword } from '../modules/accounts/password-change.ts';
import { Passwords } from '../modules/accounts/passwords.ts';
import type { Account } from '../modules/accounts/account.ts';
import { ACCOUNT, AccountSchema } from '../modules/accounts/account.schema.ts';

interface Store {
  uri: string;
  engine?: RunningEngine;
}

/**
 * A new password for an account, given by whoever has the machine: for when nobody is left who could give one. It
 * writes what any other giving writes and no more; the server, now or when it starts, ends the sessions, closes the
 * sockets and puts it on the trail.
 */
export async function givePasswordFromHere(config: Config, email: string): Promise<string> {
  const { uri, engine } = await storeOf(config);
  let connection: Connection | undefined;
  try {
    connection = await createConnection(uri, {
      ...databaseOf(uri),
      autoIndex: false,
      autoCreate: false,
      serverSelectionTimeoutMS: 5_000,
      writeConcern: { w: 'majority', journal: true },
    }).asPromise();
    const users = connection.model<Account>(ACCOUNT, AccountSchema);
    const user = await users.findOne({ email: email.trim().toLowerCase() }).lean<Account>();
    if (!user) throw new StartProblem(`There is no account with the address ${email}.`);
    const password = firstPassword();
    const passwordHash = await new Passwords().hash(password);
    // Without a relay: it would tell nobody here, and call it told.
    const store = new AggregateStore<Account>(users, { kind: 'user' });
    await store.mutate(user._id, (found) => givenPassword(found, passwordHash), { actor: null });
    return password;
  } finally {
    await connection?.close();
    await engine?.close();
  }
}

async function storeOf({ mongodbUri, dataDir }: Config): Promise<Store> {
  if (mongodbUri) return { uri: mongodbUri };
  if (!existsSync(join(dataDir, 'engine.sqlite')))
    throw new StartProblem(`There is no store in ${dataDir}: DATA_DIR says where it is.`);
  try {
    const engine = await startEngine({ path: dataDir });
    return { uri: engine.uri, engine };
  } catch (error) {
    if (!isInUse(error)) throw error;
    const uri = uriOfRunning(dataDir);
    if (!uri) throw new StartProblem(`The server on ${dataDir} is just starting or stopping: try again.`);
    return { uri };
  }
}
