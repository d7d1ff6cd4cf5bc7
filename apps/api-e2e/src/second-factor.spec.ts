import { type Call, type Role, type Session, calls } from '@passline/contracts';
import { type MailServer, startMailServer } from '../../../tools/testing/mail-server.ts';
import { totp } from '../../../tools/testing/totp.ts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { HandClock } from './testing/hand-clock.ts';
import { aurora } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';
import { tool } from './testing/tool.ts';

const password = 'correct horse';
const publicUrl = 'https://orders.example.com';

let mailServer: MailServer;
let clock: HandClock;
let server: RunningServer;
let owner: Api & { session: Session };
let operator: Api & { session: Session };
let people = 0;

beforeAll(async () => {
  mailServer = await startMailServer();
  clock = new HandClock();
  server = await startServer({
    ...clock.env,
    OPERATOR_SECOND_FACTOR: 'required',
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Passline <orders@example.com>',
    PUBLIC_URL: publicUrl,
  });
  [owner, operator] = await server.api.signInAll('owner', 'operator');
  await turnOn(operator, 'passline-demo');
});
afterAll(async () => {
  await stopAll();
  await mailServer.close();
});
afterEach(closeSockets);
// The clock of the server runs ahead, so tokens end between tests.
beforeEach(async () => {
  [owner, operator] = await Promise.all([renewed(owner), renewed(operator)]);
});

async function renewed({ session: { refreshToken } }: { session: Session }) {
  const session = await server.api.ok(calls.refresh, { body: { refreshToken } });
  return Object.assign(server.api.as(session.accessToken), { session });
}

/** The code of the next step, so that each is used once. */
async function next(secret: string): Promise<string> {
  const then = new Date(clock.now.getTime() + 30_000);
  clock.moveTo(then);
  const connection = await Connection.as(server.url, (await server.api.signIn('owner')).token);
  // The server reads its clock again within a moment.
  await eventually(
    async () => (await connection.ok('ping')).at,
    (at) => new Date(at) >= then,
  );
  connection.close();
  return totp(secret, clock.now);
}

async function turnOn(who: Api, current = password) {
  const { secret } = await who.ok(calls.startSecondFactor, { body: { password: current } });
  const { recoveryCodes } = await who.ok(calls.confirmSecondFactor, { body: { code: await next(secret) } });
  return { secret, recoveryCodes };
}

async function newMember(role: 'kitchen' | 'manager' | 'owner' = 'kitchen') {
  const email = `${role}${(people += 1)}@example.com`;
  const body = { email, password, name: 'Nora', role };
  const { id } = await owner.ok(calls.addToTeam, { params: { id: aurora }, body });
  return { id, email, here: await server.api.signIn(email, password) };
}

async function newOperator() {
  const email = `operator${(people += 1)}@example.com`;
  const body = { email, password, name: 'Otto', role: 'operator' as const };
  const { id } = await operator.ok(calls.createUser, { body });
  return { id, email, here: await server.api.signIn(email, password) };
}

async function ticketOf(email: string, current = password): Promise<string> {
  const problem = await server.api.refused(calls.login, { body: { email, password: current } });
  expect(problem).toMatchObject({ status: 401, code: 'second_factor_required' });
  return problem.ticket!;
}
const withCode = (ticket: string, code: string) => ({ body: { ticket, code } });
const signIn = (ticket: string, code: string) => server.api.ok(calls.signInWithCode, withCode(ticket, code));
const refusal = async (ticket: string, code: string) =>
  (await server.api.refused(calls.signInWithCode, withCode(ticket, code))).code;
/** Two mails to one address may arrive in any order. */
const mailSaying = (email: string, words: string) =>
  eventually(
    () => Promise.resolve(mailServer.mails.filter(({ to }) => to.includes(email)).map(({ text }) => text)),
    (texts) => texts.some((text) => text.includes(words)),
  );
const actionsOn = async (user: string) => {
  const { items } = await operator.ok(calls.listAudit, { query: { user, limit: 100 } });
  return items.map(({ action }) => action);
};

describe('a second factor', () => {
  test('is turned on with a code: then a sign-in needs one too, and the other sessions end', async () => {
    const { id, email, here } = await newMember();
    const elsewhere = await server.api.signIn(email, password);
    const socket = await Connection.as(server.url, elsewhere.token);
    const begin = (current: string) => here.send(calls.startSecondFactor, { body: { password: current } });
    expect((await begin('wrong')).status).toBe(403);
    const { secret, uri } = await here.ok(calls.startSecondFactor, { body: { password } });
    expect(uri).toContain(`secret=${secret}`);
    expect(uri).toContain(`otpauth://totp/Passline:${encodeURIComponent(email)}`);
    // Nothing has changed until a code confirms it.
    await server.api.signIn(email, password);
    const wrong = { body: { code: '000000' } };
    expect((await here.refused(calls.confirmSecondFactor, wrong)).code).toBe('code_wrong');
    expect((await here.ok(calls.me)).secondFactor).toBe(false);

    const first = await next(secret);
    const { recoveryCodes } = await here.ok(calls.confirmSecondFactor, { body: { code: first } });
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await here.ok(calls.me)).secondFactor).toBe(true);
    expect(await here.ok(calls.getSecondFactor)).toMatchObject({ on: true, recoveryCodesLeft: 10 });
    expect((await elsewhere.refused(calls.me)).code).toBe('session_ended');
    await socket.closed();

    const ticket = await ticketOf(email);
    // The ticket is no session, and the code that turned it on was used.
    expect((await server.api.as(ticket).refused(calls.me)).code).toBe('token_invalid');
    expect(await refusal(ticket, first)).toBe('code_wrong');
    expect(await refusal(ticket, '000000')).toBe('code_wrong');
    const code = await next(secret);
    const { user, accessToken } = await signIn(ticket, `${code.slice(0, 3)} ${code.slice(3)}`);
    expect(user.id).toBe(id);
    expect(await server.api.as(accessToken).ok(calls.me)).toEqual(user);
    expect(await refusal(ticket, await next(secret))).toBe('ticket_ended');
    await mailSaying(email, 'now asks for a code');
    const actions = await eventually(
      () => actionsOn(id),
      (all) => all.includes('user.second_factor_used'),
    );
    expect(actions).toContain('user.second_factor_on');
    expect(actions.filter((action) => action === 'user.second_factor_refused')).toHaveLength(2);
  });

  test('takes each code once, also from two requests at the same time', async () => {
    const { email, here } = await newMember();
    const { secret } = await turnOn(here);
    const [one, two] = [await ticketOf(email), await ticketOf(email)];
    const code = await next(secret);
    const answers = await Promise.all(
      [one, two, two].map((ticket) => server.api.send(calls.signInWithCode, withCode(ticket, code))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
  });

  test('asks also after a forgotten password, and a new password ends a ticket', async () => {
    const { email, here } = await newMember();
    const { secret } = await turnOn(here);
    const ticket = await ticketOf(email);
    await server.api.ok(calls.forgotPassword, { body: { email } });
    const texts = await mailSaying(email, 'password#');
    const link = /password#([\w.-]+)/.exec(texts.join(''))?.[1] ?? '';
    await server.api.ok(calls.choosePassword, { body: { link, password: 'battery staple' } });
    expect(await refusal(ticket, await next(secret))).toBe('ticket_ended');
    await signIn(await ticketOf(email, 'battery staple'), await next(secret));
  });

  test('a ticket ends after five minutes', async () => {
    const { email, here } = await newMember();
    const { secret } = await turnOn(here);
    const ticket = await ticketOf(email);
    clock.moveTo(new Date(clock.now.getTime() + 5 * 60_000));
    expect(await refusal(ticket, await next(secret))).toBe('ticket_ended');
    expect(await refusal('nonsense', await next(secret))).toBe('ticket_ended');
  });

  test('a recovery code works once, in any spelling, and the owner of the account is told', async () => {
    const { id, email, here } = await newMember();
    const { recoveryCodes } = await turnOn(here);
    const [code = ''] = recoveryCodes;
    const spelled = code.toUpperCase().replaceAll('-', ' ');
    const { accessToken } = await signIn(await ticketOf(email), spelled);
    expect(await refusal(await ticketOf(email), code)).toBe('code_wrong');
    const state = await server.api.as(accessToken).ok(calls.getSecondFactor);
    expect(state).toMatchObject({ on: true, recoveryCodesLeft: 9 });
    await mailSaying(email, '9 recovery codes are left');
    const { items } = await eventually(
      () => operator.ok(calls.listAudit, { query: { user: id, action: 'user.second_factor_used' } }),
      (page) => page.items.length > 0,
    );
    expect(items).toMatchObject([{ details: { recoveryCodesLeft: 9 }, restaurantId: aurora }]);
    expect(JSON.stringify(items)).not.toContain(code);
  });

  test('is replaced and turned off with the password and a code', async () => {
    const { email, here } = await newMember('manager');
    const old = await turnOn(here);
    const start = (code?: string) => ({ body: { password, ...(code && { code }) } });
    expect((await here.refused(calls.startSecondFactor, start())).code).toBe('code_wrong');
    const { secret } = await here.ok(calls.startSecondFactor, start(await next(old.secret)));
    await here.ok(calls.confirmSecondFactor, { body: { code: await next(secret) } });
    expect(await refusal(await ticketOf(email), await next(old.secret))).toBe('code_wrong');
    expect(await refusal(await ticketOf(email), old.recoveryCodes[0]!)).toBe('code_wrong');

    const off = (current: string, code: string) => ({ body: { password: current, code } });
    expect((await here.refused(calls.turnOffSecondFactor, off(password, '000000'))).code).toBe('code_wrong');
    const code = await next(secret);
    expect((await here.refused(calls.turnOffSecondFactor, off('wrong', code))).code).toBe('password_wrong');
    await here.ok(calls.turnOffSecondFactor, off(password, code));
    expect((await here.refused(calls.turnOffSecondFactor, off(password, code))).code).toBe('conflict');
    await server.api.signIn(email, password);
  });

  test('that is set up too slowly is not turned on', async () => {
    const { here } = await newMember();
    const { secret } = await here.ok(calls.startSecondFactor, { body: { password } });
    clock.moveTo(new Date(clock.now.getTime() + 9.6 * 60_000));
    const code = await next(secret);
    expect((await here.refused(calls.confirmSecondFactor, { body: { code } })).code).toBe('conflict');
  });
});

describe('a lost second factor', () => {
  test('is reset by an owner of the restaurant or an operator: all sessions end', async () => {
    for (const by of ['owner', 'operator'] as const) {
      const { id, email, here } = await newMember();
      await turnOn(here);
      const ticket = await ticketOf(email);
      const socket = await Connection.as(server.url, here.token);
      const user = await (by === 'owner'
        ? owner.ok(calls.resetSecondFactorOfMember, { params: { id: aurora, userId: id } })
        : operator.ok(calls.resetSecondFactor, { params: { id } }));
      expect(user.secondFactor).toBe(false);
      expect((await here.refused(calls.me)).code).toBe('session_ended');
      await socket.closed();
      expect(await refusal(ticket, '000000')).toBe('ticket_ended');
      await server.api.signIn(email, password);
      await mailSaying(email, 'has removed the second factor');
      const { items } = await eventually(
        () => operator.ok(calls.listAudit, { query: { user: id, action: 'user.second_factor_reset' } }),
        (page) => page.items.length > 0,
      );
      expect(items[0]!.actor).toMatchObject({ role: by });
    }
  });

  test('is reset by nobody else, and not by its owner alone', async () => {
    const { id, here } = await newMember();
    await turnOn(here);
    const [kitchen, otherOwner] = await server.api.signInAll('kitchen', 'owner2');
    const params = { id: aurora, userId: id };
    for (const who of [kitchen, otherOwner, here])
      expect((await who.refused(calls.resetSecondFactorOfMember, { params })).code).toBe('forbidden');
    const { id: own } = await owner.ok(calls.me);
    const { id: stranger } = await otherOwner.ok(calls.me);
    const reset = (userId: string) =>
      owner.refused(calls.resetSecondFactorOfMember, { params: { id: aurora, userId } });
    expect((await reset(own)).code).toBe('forbidden');
    expect((await reset(stranger)).code).toBe('not_found');
    expect((await here.ok(calls.me)).secondFactor).toBe(true);
  });

  test('of the last operator is removed on the machine', async () => {
    const { id, email, here } = await newOperator();
    await turnOn(here);
    const output = await tool('password', [email, '--without-second-factor'], { DATA_DIR: server.dataDir });
    const given = /^  (\S+)$/m.exec(output)?.[1] ?? '';
    const again = await server.api.signIn(email, given);
    expect(again.session.user.secondFactor).toBe(false);
    const { items } = await eventually(
      () => operator.ok(calls.listAudit, { query: { user: id, action: 'user.second_factor_reset' } }),
      (page) => page.items.length > 0,
    );
    expect(items[0]!.actor).toBeNull();
  });
});

test('an account with a second factor gets no role whose pages do not ask for it', async () => {
  const { id, here } = await newMember();
  await turnOn(here);
  for (const role of ['customer', 'courier'] as const) {
    const change = { params: { id }, body: { role } };
    expect((await operator.refused(calls.changeUser, change)).code).toBe('conflict');
  }
});

describe('operators of a server that requires it', () => {
  const closed = Object.entries<Call>(calls).filter(
    ([, { who, setsUpSecondFactor }]) =>
      !setsUpSecondFactor &&
      (who === 'signed-in' || (Array.isArray(who) && (who as Role[]).includes('operator'))),
  );

  test('can only set it up before: every other call and the socket are refused by name', async () => {
    const { id, email, here } = await newOperator();
    const params = Object.fromEntries(
      ['id', 'userId', 'orderId', 'itemId', 'customerId', 'deliveryId', 'invitationId', 'name'].map(
        (name) => [name, id],
      ),
    );
    expect(closed.length).toBeGreaterThan(50);
    for (const [name, call] of closed) {
      const request = { params, ...(call.body && { body: {} }) };
      const answer = (await (await here.send(call, request)).json()) as { code: string };
      expect([name, answer.code]).toEqual([name, 'second_factor_missing']);
    }
    const { data } = await Connection.refused(server.url, { token: here.token });
    expect(data.code).toBe('second_factor_missing');
    // What is open to anyone stays open.
    await here.ok(calls.listRestaurants);
    expect(await server.api.ok(calls.getConsoleSettings)).toMatchObject({ operatorSecondFactor: true });
    expect(await here.ok(calls.getSecondFactor)).toEqual({ on: false, since: null, recoveryCodesLeft: 0 });

    const { secret } = await turnOn(here);
    await here.ok(calls.listUsers);
    await Connection.as(server.url, here.token);
    const off = { body: { password, code: await next(secret) } };
    expect((await here.refused(calls.turnOffSecondFactor, off)).code).toBe('conflict');
    await signIn(await ticketOf(email), await next(secret));
  });

  test('staff may go on without', async () => {
    const { here } = await newMember();
    await here.ok(calls.listOrders);
    await Connection.as(server.url, here.token);
  });
});
