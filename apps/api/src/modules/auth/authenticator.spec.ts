import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { AccountsService, knownForMs } from '../accounts/accounts.service.ts';
import { AuthSessions } from './auth-sessions.ts';
import { AuthSessionsModule } from './auth-sessions.module.ts';
import { Authenticator } from './authenticator.ts';

/** Two nodes on one store without the log's messages, so that only the bound ends what the other node keeps. */
let directory: string;
let engine: RunningEngine;
let here: Domain;
let there: Domain;
let reads = 0;
const operator = { id: 'operator-1', role: 'operator' };
const clock = performance.now.bind(performance);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'passline-authenticator-'));
  engine = await startEngine({ path: directory });
  const env = { MONGODB_URI: engine.uri, JWT_SECRET: 'a secret of more than thirty-two characters' };
  here = await startDomain([AuthSessionsModule], [], env);
  there = await startDomain([AuthSessionsModule], [], env);
  there.get<Connection>(getConnectionToken()).set('debug', (collection: string, method: string) => {
    if (method === 'find' && (collection === 'users' || collection === 'sessions')) reads += 1;
  });
});
afterAll(async () => {
  await here.close();
  await there.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});
afterEach(() => {
  performance.now = clock;
});

let people = 0;
async function signedIn() {
  const account = await here.get(AccountsService).create(
    {
      email: `cook${people++}@example.com`,
      name: 'Anna',
      phone: null,
      role: 'kitchen',
      restaurantId: 'r1',
      passwordHash: 'x',
    },
    null,
  );
  const session = await here.get(AuthSessions).open(account, { ip: '127.0.0.1', requestId: 'q1' });
  const at = async (node: Domain) => {
    const authenticator = node.get(Authenticator);
    return authenticator.recheck(await authenticator.claimsOf(session.accessToken));
  };
  await Promise.all([at(here), at(there)]);
  return { id: account._id, at };
}
const disable = (id: string) =>
  here.get(AccountsService).change(id, operator, () => ({
    change: { disabled: true },
    events: [{ type: 'user.disabled', data: { userId: id } }],
  }));

test('many requests of a session read the store once', async () => {
  const { at } = await signedIn();
  reads = 0;
  for (let request = 0; request < 10; request += 1) await at(there);
  expect(reads).toBe(0);
});

test('sessions that are checked at the same time are read together, and so are their accounts', async () => {
  const several = await Promise.all(Array.from({ length: 20 }, signedIn));
  performance.now = () => clock() + knownForMs;
  reads = 0;
  const callers = await Promise.all(several.map(({ at }) => at(there)));
  expect(callers.map(({ id }) => id)).toEqual(several.map(({ id }) => id));
  expect(reads).toBe(2);
});

test('a change counts on the node that made it, from its answer on', async () => {
  const { id, at } = await signedIn();
  await here.get(AccountsService).change(id, operator, () => ({ change: { role: 'customer' }, events: [] }));
  expect((await at(here)).role).toBe('customer');
  await disable(id);
  await expect(at(here)).rejects.toMatchObject({ code: 'session_ended' });
});

test('the end of a session counts on the node that made it, from its answer on', async () => {
  const { at } = await signedIn();
  await here.get(AuthSessions).signOut(await at(here));
  await expect(at(here)).rejects.toMatchObject({ code: 'session_ended' });
});

test('another node uses what it knows until it learns of the change, and never longer than the bound', async () => {
  const told = await signedIn();
  await disable(told.id);
  there.get(Authenticator).forget({ userId: told.id });
  await expect(told.at(there)).rejects.toMatchObject({ code: 'session_ended' });

  const { id, at } = await signedIn();
  await disable(id);
  performance.now = () => clock() + knownForMs;
  await expect(at(there)).rejects.toMatchObject({ code: 'session_ended' });
});

test('a team is read once, and again after a change of this node', async () => {
  const accounts = here.get(AccountsService);
  const before = await accounts.staffOf('r1');
  expect(await accounts.staffOf('r1')).toBe(before);
  const { id } = await signedIn();
  expect(await accounts.staffOf('r1')).toEqual([id, ...before]);
  await disable(id);
  expect(await accounts.staffOf('r1')).toEqual(before);
});
