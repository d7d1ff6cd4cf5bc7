import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { firstPassword } from '@passline/contracts';
import { type RunningEngine, isInUse, startEngine, uriOfRunning } from '@passline/embedded-mongo';
import { AggregateStore } from '@passline/event-log';
import { type Connection, createConnection } from 'mongoose';
import type { Config } from '../common/config/env.ts';
import { StartProblem } from '../common/config/start-problem.ts';
import { databaseOf } from '../infrastructure/database/database-name.ts';
import { givenPassword } from '../modules/accounts/password-change.ts';
import { resetSecondFactor } from '../modules/accounts/second-factor.ts';
import { Passwords } from '../modules/accounts/passwords.ts';
import type { Account } from '../modules/accounts/account.ts';
import { ACCOUNT, AccountSchema } from '../modules/accounts/account.schema.ts';

interface Store {
  uri: string;
  engine?: RunningEngine;
}

/**
 * Sets a new password for an account, and removes its second factor if asked to, from the command line, for when no operator can sign in. It makes the same change as
 * the console does. The server relays the event now or at its next start: it ends the sessions, closes the sockets and
 * writes the audit log.
 */
export async function setAccountPassword(
  config: Config,
  email: string,
  { withoutSecondFactor }: { withoutSecondFactor: boolean },
): Promise<string> {
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
    if (!user) throw new StartProblem(`No account has the email address ${email}. Check the spelling.`);
    const password = firstPassword();
    const passwordHash = await new Passwords().hash(password);
    // Without a relay: this process has no consumers, so a relay would mark the events as delivered.
    const store = new AggregateStore<Account>(users, { kind: 'user' });
    await store.mutate(user._id, (found) => givenPassword(found, passwordHash), { actor: null });
    if (withoutSecondFactor) await store.mutate(user._id, resetSecondFactor, { actor: null });
    return password;
  } finally {
    await connection?.close();
    await engine?.close();
  }
}

async function storeOf({ mongodbUri, dataDir }: Config): Promise<Store> {
  if (mongodbUri) return { uri: mongodbUri };
  if (!existsSync(join(dataDir, 'engine.sqlite')))
    throw new StartProblem(`There is no store in ${dataDir}. Set DATA_DIR to the directory of the store.`);
  try {
    const engine = await startEngine({ path: dataDir });
    return { uri: engine.uri, engine };
  } catch (error) {
    if (!isInUse(error)) throw error;
    const uri = uriOfRunning(dataDir);
    if (!uri)
      throw new StartProblem(
        `The server that uses ${dataDir} is starting or stopping. Try again in a few seconds.`,
      );
    return { uri };
  }
}
