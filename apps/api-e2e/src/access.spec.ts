import {
  type Call,
  type KeyScope,
  type Problem,
  type Role,
  calls,
  fullPath,
  keyScopes,
  roles,
} from '@passline/contracts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
const tokens = new Map<Role, string>();
const keys = new Map<KeyScope | 'all', string>();

beforeAll(async () => {
  server = await startServer();
  const operator = await server.api.signIn('operator');
  tokens.set('operator', operator.session.accessToken);
  for (const role of ['owner', 'kitchen', 'customer', 'courier'] as const)
    tokens.set(role, (await server.api.signIn(role)).session.accessToken);
  const { restaurantId } = (await server.api.signIn('owner')).session.user;
  const manager = { email: 'manager@example.com', password: 'passline-demo', name: 'Mia' };
  await operator.ok(calls.createUser, { body: { ...manager, role: 'manager', restaurantId: restaurantId! } });
  tokens.set('manager', (await server.api.signIn(manager.email)).session.accessToken);
  for (const scope of [...keyScopes, 'all'] as const) {
    const scopes = scope === 'all' ? [...keyScopes] : [scope];
    const body = { restaurantId: restaurantId!, name: scope, scopes };
    keys.set(scope, (await server.api.as(tokens.get('owner')).ok(calls.createApiKey, { body })).key);
  }
});
afterAll(stopAll);

const all = Object.entries(calls as Record<string, Call>);
/** Ids that do not exist: a call that answers 404 for them has passed the check of the role. */
const request = {
  params: {
    id: 'no',
    itemId: 'no',
    choiceId: 'no',
    slug: 'no',
    file: '00000000000000000000000000000000-320.webp',
    userId: 'no',
    customerId: 'no',
    orderId: 'no',
    offerId: 'no',
    printerId: 'no',
    jobId: 'no',
    deliveryId: 'no',
    invitationId: 'no',
    token: 'no',
    name: 'no',
  },
  body: {},
};
const file = (type = '') => new Blob(['no'], { type });
const requestOf = ({ body, bytes }: Call) => ({
  params: request.params,
  ...(body && { body: request.body }),
  ...(bytes && { body: file(bytes.types[0]) }),
});
const statusOf = async (call: Call, token?: string) =>
  (await server.api.as(token).send(call, requestOf(call))).status;

const closed = all.filter(([, { who }]) => who === 'signed-in' || typeof who !== 'string');
test.each(closed)('%s rejects callers without a token', async (_, call) => {
  expect(await statusOf(call)).toBe(401);
  expect(await statusOf(call, 'nonsense')).toBe(401);
});

const byRole = all.flatMap(([name, call]) =>
  typeof call.who === 'string' ? [] : roles.map((role) => [role, name, call] as const),
);
test.each(byRole)('%s may or may not call %s, as the contract says', async (role, _, call) => {
  const status = await statusOf(call, tokens.get(role));
  if ((call.who as readonly Role[]).includes(role)) expect(status).not.toBe(401);
  else expect(status).toBe(403);
});

const isForKeys = (call: Call) => call.keyScope !== undefined;
const refusalOf = async (call: Call, scope: KeyScope | 'all') => {
  const response = await server.api.as(keys.get(scope)).send(call, requestOf(call));
  return response.status === 403 ? ((await response.json()) as Problem).code : response.status;
};
const byScope = closed
  .filter(([, call]) => isForKeys(call))
  .flatMap(([name, call]) => keyScopes.map((scope) => [scope, name, call] as const));
test.each(byScope)(
  'an API key with the scope %s may or may not call %s, as the contract says',
  async (scope, _, call) => {
    if (call.keyScope === scope) expect([401, 'scope_missing']).not.toContain(await refusalOf(call, scope));
    else expect(await refusalOf(call, scope)).toBe('scope_missing');
  },
);
test.each(closed.filter(([, call]) => !isForKeys(call)))(
  '%s rejects API keys, also one with every scope',
  async (_, call) => {
    expect(await refusalOf(call, 'all')).toBe('forbidden');
  },
);

test('no scope reaches accounts, keys, webhooks, payments, chat or privacy', () => {
  const reached = new Set(all.filter(([, call]) => isForKeys(call)).map(([, { tag }]) => tag));
  expect([...reached].sort()).toEqual(['Menu', 'Orders', 'Reports', 'Restaurants']);
});

test('the internal calls answer 404 without a configured key', async () => {
  for (const [, call] of all) if (call.who === 'service') expect(await statusOf(call)).toBe(404);
});

test.each(all.filter(([, call]) => call.who === 'anyone' && !call.body && fullPath(call).includes(':')))(
  '%s answers 404 to every role if the target does not exist',
  async (_, call) => {
    expect(await statusOf(call)).toBe(404);
  },
);

test('a revoked role has no effect from the next request on, even with the same token', async () => {
  const operator = server.api.as(tokens.get('operator'));
  const email = 'short@example.com';
  const { session } = await (async () => {
    const user = { email, password: 'passline-demo', name: 'Sam', role: 'operator' as const };
    await operator.ok(calls.createUser, { body: user });
    return server.api.signIn(email);
  })();
  const sam = server.api.as(session.accessToken);
  await sam.ok(calls.listUsers);
  await operator.ok(calls.changeUser, { params: { id: session.user.id }, body: { role: 'customer' } });
  expect((await sam.refused(calls.listUsers)).code).toBe('forbidden');
  await operator.ok(calls.changeUser, { params: { id: session.user.id }, body: { disabled: true } });
  expect((await sam.refused(calls.me)).code).toBe('session_ended');
});
