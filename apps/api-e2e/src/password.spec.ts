import { readdirSync } from 'node:fs';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, sakura } from './testing/orders.ts';
import { startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { closeSockets } from './testing/sockets.ts';
import { runTool, tool } from './testing/tool.ts';

let fixture: OrderFixture;
beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer());
});
afterAll(stopAll);
afterEach(closeSockets);

const old = 'correct horse';
const chosen = 'battery staple';
const change = (who: Api, newPassword = chosen, currentPassword = old) => ({
  ok: () => who.ok(calls.changePassword, { body: { currentPassword, newPassword } }),
  refused: () => who.refused(calls.changePassword, { body: { currentPassword, newPassword } }),
});
/** Only guests have no address. */
const addressOf = async (who: Api) => (await who.ok(calls.me)).email!;
/** A user with two sessions. */
async function atTwo() {
  const here = await fixture.newUser('kitchen', aurora);
  const email = await addressOf(here);
  const there = await fixture.server.api.signIn(email, old);
  return { here, there, email };
}

test('changing the password requires the old one; all other sessions and their sockets end, this one continues', async () => {
  const { here, there, email } = await atTwo();
  const [mine, other] = await Promise.all([fixture.connect(here), fixture.connect(there)]);
  await change(here).ok();
  expect((await there.refused(calls.me)).code).toBe('session_ended');
  const { refreshToken } = there.session;
  expect((await there.refused(calls.refresh, { body: { refreshToken } })).code).toBe('session_ended');
  await other.closed();
  expect(other.of('access:revoked').map(({ payload }) => payload)).toEqual([
    { reason: 'session_ended', message: expect.stringContaining('Sign in again') },
  ]);
  await mine.caughtUp();
  await here.ok(calls.me);

  const login = (password: string) => ({ body: { email, password } });
  expect((await fixture.server.api.refused(calls.login, login(old))).code).toBe('bad_credentials');
  const again = await fixture.server.api.signIn(email, chosen);

  // A change in another session ends this one too, which the first change kept.
  await change(again, 'a third one', chosen).ok();
  await mine.closed();
  expect((await here.refused(calls.me)).code).toBe('session_ended');
  await again.ok(calls.me);
});

test('the session that changed it is refreshed as before', async () => {
  const email = await addressOf(await fixture.newUser('kitchen', aurora));
  const here = await fixture.server.api.signIn(email, old);
  await change(here).ok();
  const { refreshToken } = here.session;
  const next = await fixture.server.api.ok(calls.refresh, { body: { refreshToken } });
  await fixture.server.api.as(next.accessToken).ok(calls.me);
});

test('with a wrong password nothing is changed', async () => {
  const { here, there, email } = await atTwo();
  const problem = await change(here, chosen, 'wrong horse').refused();
  expect(problem).toMatchObject({
    status: 403,
    code: 'password_wrong',
    detail: 'The password is wrong: nothing was changed.',
  });
  await there.ok(calls.me);
  await fixture.server.api.signIn(email, old);
});

test.each([
  ['too short', 'short'],
  ['the old one', old],
])('a new password that is %s is refused, and nothing is changed', async (_, weak) => {
  const { here, there } = await atTwo();
  const { code, errors } = await change(here, weak).refused();
  expect(code).toBe('validation_failed');
  expect(errors?.map(({ path }) => path)).toEqual(['newPassword']);
  await there.ok(calls.me);
});

test('a stolen token cannot be used to guess the password', async () => {
  const here = await fixture.newUser('customer');
  const guesses: string[] = [];
  for (let i = 0; i < 6; i += 1) guesses.push((await change(here, chosen, `guess ${i}`).refused()).code);
  expect(guesses).toEqual([...Array<string>(5).fill('password_wrong'), 'rate_limited']);
  expect((await fixture.server.api.refused(calls.changePassword, { body: {} as never })).code).toBe(
    'unauthorized',
  );
});

test('of two simultaneous changes one succeeds', async () => {
  const { here, there } = await atTwo();
  const both = await Promise.allSettled([
    change(here, 'first choice').ok(),
    change(there, 'second one').ok(),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const alive = await Promise.allSettled([here.ok(calls.me), there.ok(calls.me)]);
  expect(alive.map(({ status }) => status)).toEqual(both.map(({ status }) => status));
});

test('users with a given password are reminded until they choose their own', async () => {
  const body = { email: 'given@example.com', password: old, name: 'Given', role: 'kitchen' as const };
  const hired = await fixture.owner.ok(calls.addToTeam, { params: { id: aurora }, body });
  expect(hired.passwordGiven).toBe(true);
  const here = await fixture.server.api.signIn(body.email, old);
  expect(here.session.user.passwordGiven).toBe(true);
  await change(here).ok();
  expect((await here.ok(calls.me)).passwordGiven).toBe(false);
  expect((await fixture.owner.ok(calls.me)).passwordGiven).toBe(false);

  const [entry] = await eventually(
    async () =>
      (
        await fixture.operator.ok(calls.listAudit, {
          query: { user: hired.id, action: 'user.password_changed' },
        })
      ).items,
    (items) => items.length > 0,
  );
  expect(entry).toMatchObject({
    actor: { id: hired.id, role: 'kitchen' },
    subject: { kind: 'user', id: hired.id },
    restaurantId: aurora,
    details: {},
  });
});

describe('a password that was forgotten', () => {
  const given = 'fresh from the pass';

  test('is reset by the operator: every session ends, the sockets close, and the user must change the new one', async () => {
    const { here, there, email } = await atTwo();
    const [mine, other] = await Promise.all([fixture.connect(here), fixture.connect(there)]);
    // Also the session that changed the password last, which an own change would keep.
    await change(here).ok();
    await other.closed();
    const { id } = await here.ok(calls.me);
    const user = await fixture.operator.ok(calls.givePassword, { params: { id }, body: { password: given } });
    expect(user).toMatchObject({ id, passwordGiven: true });
    await mine.closed();
    expect((await here.refused(calls.me)).code).toBe('session_ended');
    const login = { body: { email, password: chosen } };
    expect((await fixture.server.api.refused(calls.login, login)).code).toBe('bad_credentials');
    const again = await fixture.server.api.signIn(email, given);
    expect(again.session.user.passwordGiven).toBe(true);
    expect(await fixture.operator.ok(calls.getUser, { params: { id } })).toEqual(await again.ok(calls.me));

    const entries = await eventually(
      () => fixture.operator.ok(calls.listAudit, { query: { user: id, action: 'user.password_changed' } }),
      ({ items }) => items.length === 2,
    );
    expect(entries.items[0]!.actor?.role).toBe('operator');
    expect(entries.names[entries.items[0]!.actor!.id]).toBe((await fixture.operator.ok(calls.me)).name);
    expect(entries.names[id]).toBe(user.name);
  });

  test('is reset by the owner, for their own team only', async () => {
    const cook = await fixture.newUser('kitchen', aurora);
    const { id: userId, email } = await cook.ok(calls.me);
    const body = { password: given };
    const params = { id: aurora, userId };
    expect((await cook.refused(calls.givePasswordToMember, { params, body })).code).toBe('forbidden');
    await fixture.owner.ok(calls.givePasswordToMember, { params, body });
    expect((await cook.refused(calls.me)).code).toBe('session_ended');
    await fixture.server.api.signIn(email!, given);

    const elsewhere = await fixture.newUser('kitchen', sakura).then((who) => who.ok(calls.me));
    const foreign = { params: { id: aurora, userId: elsewhere.id }, body };
    expect((await fixture.owner.refused(calls.givePasswordToMember, foreign)).code).toBe('not_found');
    const there = { params: { id: sakura, userId: elsewhere.id }, body };
    expect((await fixture.owner.refused(calls.givePasswordToMember, there)).code).toBe('forbidden');
    await fixture.server.api.signIn(elsewhere.email!, old);
  });

  test.each([
    ['owner', aurora],
    ['manager', aurora],
    ['kitchen', aurora],
    ['customer', undefined],
    ['courier', undefined],
  ] as const)('cannot be reset with the operator’s call by a %s', async (role, restaurantId) => {
    const who = await fixture.newUser(role, restaurantId);
    const { id } = await fixture.owner.ok(calls.me);
    const wanted = { params: { id }, body: { password: given } };
    expect((await who.refused(calls.givePassword, wanted)).code).toBe('forbidden');
    expect((await who.refused(calls.getUser, { params: { id } })).code).toBe('forbidden');
  });

  test('does not work for the own account, which requires the old password', async () => {
    const { id } = await fixture.operator.ok(calls.me);
    const wanted = { params: { id }, body: { password: given } };
    expect((await fixture.operator.refused(calls.givePassword, wanted)).code).toBe('forbidden');
    const own = { params: { id: aurora, userId: (await fixture.owner.ok(calls.me)).id }, body: wanted.body };
    expect((await fixture.owner.refused(calls.givePasswordToMember, own)).code).toBe('forbidden');
    await fixture.operator.ok(calls.me);
  });

  test('is not reset to one that is too short, nor for an unknown user', async () => {
    const { id } = await fixture.newUser('customer').then((who) => who.ok(calls.me));
    const give = (whose: string, password: string) =>
      fixture.operator.refused(calls.givePassword, { params: { id: whose }, body: { password } });
    expect((await give(id, 'short')).errors?.map(({ path }) => path)).toEqual(['password']);
    expect((await give('nobody', given)).code).toBe('not_found');
    expect((await fixture.operator.refused(calls.getUser, { params: { id: 'nobody' } })).code).toBe(
      'not_found',
    );
  });
});

describe('if no operator can sign in', () => {
  const passwordIn = (output: string) => /^  (\S+)$/m.exec(output)?.[1] ?? '';

  test('a password is set on the machine while the server runs: sessions and sockets end, with an audit entry', async () => {
    const { here, email } = await atTwo();
    const mine = await fixture.connect(here);
    const { id } = await here.ok(calls.me);
    const given = passwordIn(
      await tool('password', [email.toUpperCase()], { DATA_DIR: fixture.server.dataDir }),
    );
    // Another process wrote, so the server may use what it has read for two more seconds.
    await eventually(
      () => here.send(calls.me, {}),
      ({ status }) => status === 401,
    );
    expect((await here.refused(calls.me)).code).toBe('session_ended');
    await mine.closed();
    const again = await fixture.server.api.signIn(email, given);
    expect(again.session.user.passwordGiven).toBe(true);
    const { items } = await eventually(
      () => fixture.operator.ok(calls.listAudit, { query: { user: id, action: 'user.password_changed' } }),
      (page) => page.items.length > 0,
    );
    expect(items[0]).toMatchObject({ actor: null, subject: { kind: 'user', id } });
  });

  test('a password is set on the machine while the server is stopped', async () => {
    const server = await startServer();
    await server.stop();
    const env = { DATA_DIR: server.dataDir };
    const given = passwordIn(await tool('password', ['operator@demo.passline.local'], env));
    const { api } = await server.startAgain();
    const operator = await api.signIn('operator@demo.passline.local', given);
    const { id } = operator.session.user;
    // Events written in the meantime are delivered now.
    await eventually(
      () => operator.ok(calls.listAudit, { query: { user: id, action: 'user.password_changed' } }),
      ({ items }) => items.length === 1,
    );
  });

  test.each([
    ['an address without an account', ['nobody@example.com'], 1, 'No account has the email address nobody@'],
    ['no address', [], 2, 'usage: npm run password -- <email>'],
  ])('%s is reported, and nothing is written', async (_, args, code, words) => {
    const ran = await runTool('password', args, { DATA_DIR: fixture.server.dataDir });
    expect(ran).toMatchObject({ code, output: '' });
    expect(ran.errors).toContain(words);
  });

  test('a directory without a store is reported, and stays without one', async () => {
    const dataDir = temporaryDirectory();
    const ran = await runTool('password', ['a@example.com'], { DATA_DIR: dataDir });
    expect(ran).toMatchObject({ code: 1, output: '' });
    expect(ran.errors).toContain(`There is no store in ${dataDir}`);
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

test('a server without a mail server mails nothing, says so, and asks for passwords as before', async () => {
  const { api } = fixture.server;
  expect((await api.ok(calls.getConsoleSettings)).mail).toBe(false);
  const asked = await api.refused(calls.forgotPassword, { body: { email: 'owner@demo.passline.local' } });
  expect(asked).toMatchObject({ code: 'not_found', detail: expect.stringContaining('sends no mails') });
  const member = { email: 'nobody@example.com', name: 'Nora', role: 'kitchen' } as const;
  const refused = await fixture.owner.refused(calls.addToTeam, { params: { id: aurora }, body: member });
  expect(refused.errors).toEqual([
    { path: 'password', message: expect.stringContaining('this server sends no mails') },
  ]);
});
