import { type Call, type Role, calls, fullPath, roles } from '@passline/contracts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
const tokens = new Map<Role, string>();

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
});
afterAll(stopAll);

const all = Object.entries(calls as Record<string, Call>);
/** Ids that do not exist: a call that answers 404 for them has passed the check of the role. */
const request = {
  params: {
    id: 'no',
    itemId: 'no',
    userId: 'no',
    customerId: 'no',
    orderId: 'no',
    offerId: 'no',
    printerId: 'no',
    jobId: 'no',
    token: 'no',
  },
  body: {},
};
const statusOf = async (call: Call, token?: string) =>
  (await server.api.as(token).send(call, call.body ? request : { params: request.params })).status;

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
