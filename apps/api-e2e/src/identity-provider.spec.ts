import { type Session, calls, fullPath } from '@passline/contracts';
import { freePort } from '../../../tools/testing/managed-process.ts';
import { type MailServer, startMailServer } from '../../../tools/testing/mail-server.ts';
import {
  CookieBrowser,
  type OidcProvider,
  type Person,
  startOidcProvider,
} from '../../../tools/testing/oidc-provider.ts';
import { totp } from '../../../tools/testing/totp.ts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { HandClock } from './testing/hand-clock.ts';
import { showsLoadedPackages } from './testing/loaded-packages.ts';
import { aurora, sakura } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const password = 'correct horse';
const cookieName = 'passline-sign-in';

let mailServer: MailServer;
let clock: HandClock;
let providerPort: number;
let provider: OidcProvider;
let server: RunningServer;
let owner: Api;
let people = 0;

/** Nothing listens at the address of the provider yet. */
beforeAll(async () => {
  mailServer = await startMailServer();
  clock = new HandClock();
  const port = await freePort();
  providerPort = await freePort();
  server = await startServer({
    NODE_OPTIONS: `${clock.env['NODE_OPTIONS'] ?? ''} ${showsLoadedPackages}`,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Passline <orders@example.com>',
    OPERATOR_SECOND_FACTOR: 'required',
    OIDC_ISSUER: `http://127.0.0.1:${providerPort}`,
    OIDC_CLIENT_ID: 'passline',
    OIDC_CLIENT_SECRET: 'a secret: with signs & spaces',
    OIDC_LABEL: 'Aurora Group',
  });
  owner = await server.api.signIn('owner');
});
afterAll(async () => {
  await stopAll();
  await Promise.all([provider.close(), mailServer.close()]);
});
afterEach(closeSockets);

const startProvider = async () => {
  provider = await startOidcProvider(providerPort, {
    id: 'passline',
    secret: 'a secret: with signs & spaces',
    redirectUri: server.url + fullPath(calls.finishProviderSignIn),
  });
};

const startAt = (next?: string) =>
  `${server.url}${fullPath(calls.startProviderSignIn)}${next === undefined ? '' : `?${new URLSearchParams({ next }).toString()}`}`;
const begin = (browser: CookieBrowser, next?: string) => browser.redirectOf(startAt(next));
/** From the start to the provider and back, to the callback of the server. */
const callbackOf = async (browser: CookieBrowser, name: string, next?: string) =>
  browser.signInAt(await begin(browser, next), name);
/** What the sign-in page is told. */
const outcomeOf = async (browser: CookieBrowser, callback: URL) => {
  const page = await browser.redirectOf(callback);
  expect([page.origin, page.pathname]).toEqual([server.url, '/sign-in']);
  return page.searchParams.get('provider');
};
const signInAs = async (name: string, browser = new CookieBrowser()) =>
  outcomeOf(browser, await callbackOf(browser, name));
const exchange = (browser: CookieBrowser, deviceTokens: string[] = []) =>
  browser.open(server.url + fullPath(calls.openProviderSession), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceTokens }),
  });
const problemOf = async (answer: Response) => (await answer.json()) as { code: string; ticket?: string };
async function sessionOf(browser: CookieBrowser): Promise<Session> {
  const answer = await exchange(browser);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Session;
}

/** Staff of the demo's owner, and a person of that address at the provider. */
async function newMember(more: Person = { email_verified: true }) {
  const name = `member-${(people += 1)}`;
  const email = `${name}@example.com`;
  const { id } = await owner.ok(calls.addToTeam, {
    params: { id: aurora },
    body: { email, password, name: 'Nora', role: 'kitchen' },
  });
  provider.people.set(name, { email, ...more });
  return { id, name, email };
}

const actionsOn = (user: string, wanted: string) =>
  eventually(
    async () =>
      (await owner.ok(calls.listRestaurantAudit, { params: { id: aurora }, query: { user } })).items,
    (items) => items.some(({ action }) => action === wanted),
  );

test('a provider that is down is named, passwords work, and it is found once it is up', async () => {
  expect((await server.api.ok(calls.getConsoleSettings)).identityProvider).toEqual({ label: 'Aurora Group' });
  expect(server.output()).not.toMatch(/^loaded .*openid-client/m);
  const page = await begin(new CookieBrowser(), '/orders/1?tab=chat');
  expect(page.href).toBe(
    `${server.url}/sign-in?provider=provider_unavailable&next=%2Forders%2F1%3Ftab%3Dchat`,
  );
  expect(server.output()).toMatch(/^loaded .*openid-client/m);
  await server.api.signIn('owner');

  await startProvider();
  const { id, name } = await newMember();
  const browser = new CookieBrowser();
  expect(await signInAs(name, browser)).toBe('done');
  expect((await sessionOf(browser)).user.id).toBe(id);
});

describe('staff with a verified address', () => {
  test('get a session of their account, once, and only in the browser that began', async () => {
    const { id, name, email } = await newMember();
    const browser = new CookieBrowser();
    const callback = await callbackOf(browser, name, '/menu');
    expect(callback.href.startsWith(server.url + fullPath(calls.finishProviderSignIn))).toBe(true);
    const page = await browser.redirectOf(callback);
    // No token is in an address.
    expect(page.href).toBe(`${server.url}/sign-in?provider=done&next=%2Fmenu`);
    expect((await problemOf(await exchange(new CookieBrowser()))).code).toBe('ticket_ended');

    const ticket = browser.cookie(cookieName)!;
    const { user, accessToken } = await sessionOf(browser);
    expect(user).toMatchObject({ id, email, role: 'kitchen', identityLinked: true });
    expect(await server.api.as(accessToken).ok(calls.me)).toEqual(user);
    await Connection.as(server.url, accessToken);

    expect(browser.cookie(cookieName)).toBeUndefined();
    browser.keep(cookieName, ticket);
    expect((await problemOf(await exchange(browser))).code).toBe('ticket_ended');
    const actions = (await actionsOn(id, 'user.identity_linked')).map(({ action }) => action);
    expect(actions).toContain('user.signed_in_with_provider');
    const mail = await mailServer.mailTo(email);
    expect(mail.text).toContain('has signed in to your account with Aurora Group');
  });

  test('may have another address later, here and there: the link stays', async () => {
    const { id, name } = await newMember();
    const first = new CookieBrowser();
    await signInAs(name, first);
    await sessionOf(first);
    provider.people.set(name, { email: 'somebody.else@example.com', email_verified: false });
    const browser = new CookieBrowser();
    expect(await signInAs(name, browser)).toBe('done');
    expect((await sessionOf(browser)).user.id).toBe(id);
  });

  test('are only linked by a whole sign-in', async () => {
    const { id, name } = await newMember();
    expect(await signInAs(name)).toBe('done');
    const { items } = await owner.ok(calls.listTeam, { params: { id: aurora } });
    expect(items.find((member) => member.id === id)?.identityLinked).toBe(false);
  });
});

describe('the cookie of a browser', () => {
  test('is hidden from scripts and from requests of other sites, and ends with the sign-in', async () => {
    const response = await new CookieBrowser().open(startAt());
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^passline-sign-in=[\w-]{43}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is needed to come back: another browser, another state and a second time are refused', async () => {
    const { name } = await newMember();
    const browser = new CookieBrowser();
    const callback = await callbackOf(browser, name);
    const attempt = browser.cookie(cookieName)!;
    expect(await outcomeOf(new CookieBrowser(), callback)).toBe('sign_in_expired');

    const forged = new URL(callback);
    forged.searchParams.set('state', 'another');
    expect(await outcomeOf(browser, forged)).toBe('sign_in_expired');
    // That ended the attempt, also for who has kept its cookie.
    browser.keep(cookieName, attempt);
    expect(await outcomeOf(browser, callback)).toBe('sign_in_expired');
    expect((await problemOf(await exchange(browser))).code).toBe('ticket_ended');
  });

  test('allows each code of the provider once', async () => {
    const { name } = await newMember();
    const browser = new CookieBrowser();
    const callback = await callbackOf(browser, name);
    expect(await outcomeOf(browser, callback)).toBe('done');
    // A new attempt with the code of the old one.
    const again = await begin(browser);
    callback.searchParams.set('state', again.searchParams.get('state') ?? '');
    expect(await outcomeOf(browser, callback)).toBe('provider_refused');
  });

  test('is refused when the person cancels at the provider, or its answer is made up', async () => {
    const browser = new CookieBrowser();
    const cancelled = await browser.signInAt(await begin(browser), 'anybody', 'cancel');
    expect(cancelled.searchParams.get('error')).toBe('access_denied');
    expect(await outcomeOf(browser, cancelled)).toBe('provider_refused');

    const state = (await begin(browser)).searchParams.get('state') ?? '';
    const made = new URL(server.url + fullPath(calls.finishProviderSignIn));
    made.search = new URLSearchParams({ code: 'made up', state }).toString();
    expect(await outcomeOf(browser, made)).toBe('provider_refused');
  });
});

test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
  'the way back leads to no other page: %s',
  async (next) => {
    const { status } = await new CookieBrowser().open(startAt(next));
    expect(status).toBe(400);
  },
);

describe('nobody else gets in', () => {
  const demo = (name: string) => `${name}@demo.passline.local`;
  test.each<[string, Person, string]>([
    [
      'an address without an account',
      { email: 'nobody@example.com', email_verified: true },
      'account_unknown',
    ],
    ['a customer', { email: demo('customer'), email_verified: true }, 'account_not_staff'],
    ['a courier', { email: demo('courier'), email_verified: true }, 'account_not_staff'],
    ['an address that is not verified', { email: demo('owner'), email_verified: false }, 'email_unverified'],
    ['no word about the verification', { email: demo('owner') }, 'email_unverified'],
    ['no address', { email_verified: true }, 'account_unknown'],
  ])('%s', async (name, claims, outcome) => {
    const sub = name.replaceAll(' ', '-');
    provider.people.set(sub, claims);
    const browser = new CookieBrowser();
    expect(await signInAs(sub, browser)).toBe(outcome);
    expect((await problemOf(await exchange(browser))).code).toBe('ticket_ended');
  });

  test('an unverified address of staff is in the audit log', async () => {
    const { id, name } = await newMember({ email_verified: false });
    expect(await signInAs(name)).toBe('email_unverified');
    const [entry] = await actionsOn(id, 'user.identity_refused');
    expect(entry).toMatchObject({ result: 'refused', details: { reason: 'email_unverified' } });
  });

  test('a disabled account, before and after it is linked', async () => {
    const { id, name } = await newMember();
    const disable = (disabled: boolean) =>
      owner.ok(calls.changeTeamMember, { params: { id: aurora, userId: id }, body: { disabled } });
    await disable(true);
    expect(await signInAs(name)).toBe('account_unknown');
    await disable(false);
    const browser = new CookieBrowser();
    await signInAs(name, browser);
    await sessionOf(browser);
    const late = new CookieBrowser();
    expect(await signInAs(name, late)).toBe('done');
    await disable(true);
    expect((await problemOf(await exchange(late))).code).toBe('ticket_ended');
    expect(await signInAs(name)).toBe('account_unknown');
  });

  test('another person who gets the address of a linked account', async () => {
    const { id, name, email } = await newMember();
    const browser = new CookieBrowser();
    await signInAs(name, browser);
    await sessionOf(browser);
    provider.people.set(`other-${name}`, { email, email_verified: true });
    expect(await signInAs(`other-${name}`)).toBe('account_of_another');
    const [entry] = await actionsOn(id, 'user.identity_refused');
    expect(entry?.details).toEqual({ reason: 'account_of_another' });
  });

  test('two persons at the same time: one is linked', async () => {
    const { name, email } = await newMember();
    provider.people.set(`other-${name}`, { email, email_verified: true });
    const browsers = [new CookieBrowser(), new CookieBrowser()];
    expect(await signInAs(name, browsers[0])).toBe('done');
    expect(await signInAs(`other-${name}`, browsers[1])).toBe('done');
    const answers = await Promise.all(browsers.map((browser) => exchange(browser)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('the second factor', () => {
  /** The code of the next step, so that each is used once. */
  async function next(secret: string): Promise<string> {
    await moveClock(30_000);
    return totp(secret, clock.now);
  }

  test('is asked for as after a password, and the link is made only with it', async () => {
    const { id, name, email } = await newMember();
    const here = await server.api.signIn(email, password);
    const { secret } = await here.ok(calls.startSecondFactor, { body: { password } });
    await here.ok(calls.confirmSecondFactor, { body: { code: await next(secret) } });

    // A ticket of a right password is no session, and not good for the way of the provider.
    const byPassword = await server.api.refused(calls.login, { body: { email, password } });
    const thief = new CookieBrowser();
    thief.keep(cookieName, byPassword.ticket!);
    expect((await problemOf(await exchange(thief))).code).toBe('ticket_ended');

    const browser = new CookieBrowser();
    await signInAs(name, browser);
    // Nor is the ticket of the provider good for a code.
    const ofProvider = { ticket: browser.cookie(cookieName)!, code: await next(secret) };
    expect((await server.api.refused(calls.signInWithCode, { body: ofProvider })).code).toBe('ticket_ended');
    const { code, ticket = '' } = await problemOf(
      await exchange(browser, ['nonsense', here.session.deviceToken]),
    );
    expect(code).toBe('second_factor_required');
    const wrong = { body: { ticket, code: '000000' } };
    expect((await server.api.refused(calls.signInWithCode, wrong)).code).toBe('code_wrong');
    const isLinked = async () =>
      (await owner.ok(calls.listTeam, { params: { id: aurora } })).items.find((it) => it.id === id)
        ?.identityLinked;
    expect(await isLinked()).toBe(false);
    const { user } = await server.api.ok(calls.signInWithCode, {
      body: { ticket, code: await next(secret) },
    });
    expect(user).toMatchObject({ id, identityLinked: true });
    const actions = (await actionsOn(id, 'user.signed_in_with_provider')).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['user.second_factor_used', 'user.identity_linked']));
  });

  test('must be set up by an operator who has none, where the server requires it', async () => {
    provider.people.set('robin', { email: 'operator@demo.passline.local', email_verified: true });
    const browser = new CookieBrowser();
    await signInAs('robin', browser);
    const { user, accessToken } = await sessionOf(browser);
    expect(user.role).toBe('operator');
    const here = server.api.as(accessToken);
    expect((await here.refused(calls.listUsers)).code).toBe('second_factor_missing');
    await here.ok(calls.getSecondFactor);
  });
});

describe('unlinking', () => {
  test('ends the sessions of the account, and the next person with its address can be linked', async () => {
    const { id, name, email } = await newMember();
    const browser = new CookieBrowser();
    await signInAs(name, browser);
    const { accessToken } = await sessionOf(browser);
    const waiting = new CookieBrowser();
    await signInAs(name, waiting);
    const socket = await Connection.as(server.url, accessToken);

    const params = { id: aurora, userId: id };
    const [kitchen, otherOwner] = await server.api.signInAll('kitchen', 'owner2');
    for (const who of [kitchen, otherOwner])
      expect((await who.refused(calls.unlinkMember, { params })).code).toBe('forbidden');
    expect((await otherOwner.refused(calls.unlinkMember, { params: { ...params, id: sakura } })).code).toBe(
      'not_found',
    );
    expect((await owner.ok(calls.unlinkMember, { params })).identityLinked).toBe(false);
    const { id: userId } = await owner.ok(calls.me);
    // The own account too: no other call of an owner unlinks it.
    await owner.ok(calls.unlinkMember, { params: { id: aurora, userId } });
    expect((await server.api.as(accessToken).refused(calls.me)).code).toBe('session_ended');
    await socket.closed();
    expect((await problemOf(await exchange(waiting))).code).toBe('ticket_ended');
    await actionsOn(id, 'user.identity_unlinked');

    provider.people.set(`next-${name}`, { email, email_verified: true });
    const other = new CookieBrowser();
    expect(await signInAs(`next-${name}`, other)).toBe('done');
    expect((await sessionOf(other)).user.id).toBe(id);
    expect(await signInAs(name)).toBe('account_of_another');
  });

  test('is done by operators for every account', async () => {
    const operator = await server.api.signIn('operator');
    const { secret } = await operator.ok(calls.startSecondFactor, { body: { password: 'passline-demo' } });
    await operator.ok(calls.confirmSecondFactor, { body: { code: totp(secret, clock.now) } });
    const { id, name } = await newMember();
    const browser = new CookieBrowser();
    await signInAs(name, browser);
    await sessionOf(browser);
    expect((await operator.ok(calls.unlinkUser, { params: { id } })).identityLinked).toBe(false);
    // Nothing to do.
    expect((await operator.ok(calls.unlinkUser, { params: { id } })).identityLinked).toBe(false);
  });
});

describe('time', () => {
  test('ends an attempt after ten minutes, and the ticket for the session after one', async () => {
    const { name } = await newMember();
    const [late, slow] = [new CookieBrowser(), new CookieBrowser()];
    expect(await signInAs(name, late)).toBe('done');
    await moveClock(60_000);
    expect((await problemOf(await exchange(late))).code).toBe('ticket_ended');
    const callback = await callbackOf(slow, name);
    await moveClock(10 * 60_000);
    expect(await outcomeOf(slow, callback)).toBe('sign_in_expired');
  });
});

/** Resolves when the server reads its clock again, which it does within a moment. */
async function moveClock(ms: number): Promise<void> {
  const then = new Date(clock.now.getTime() + ms);
  clock.moveTo(then);
  const { token } = await server.api.signIn('owner2');
  const connection = await Connection.as(server.url, token);
  await eventually(
    async () => (await connection.ok('ping')).at,
    (at) => new Date(at) >= then,
  );
  connection.close();
}
