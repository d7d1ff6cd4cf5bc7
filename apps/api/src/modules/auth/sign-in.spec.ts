import { jest } from '@jest/globals';
import type { Refusal, Role } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { AccountAdministrationModule } from '../account-administration/account-administration.module.ts';
import { AccountAdministration } from '../account-administration/account-administration.service.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { appCode } from '../../testing/app-code.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { codeOf, someone } from '../../testing/town.ts';
import { AuthModule } from './auth.module.ts';
import { AuthSessions } from './auth-sessions.ts';
import { Authenticator } from './authenticator.ts';
import { SecondStep } from './second-step.ts';
import { SignIn } from './sign-in.ts';

const password = 'correct horse';
const minutes = 60_000;
const hour = 60 * minutes;
const operator: Caller = someone('operator');

let domain: Domain;
let auth: SignIn;
let sessions: AuthSessions;
let accounts = 0;
let hosts = 0;

/** Only Date is faked. Timers and the store's thread run normally. */
const setClock = (to: number) => jest.setSystemTime(to);
const moveClock = (ms: number) => setClock(Date.now() + ms);

beforeAll(async () => {
  domain = await startDomain([AuthModule, AccountAdministrationModule]);
  auth = domain.get(SignIn);
  sessions = domain.get(AuthSessions);
});
afterAll(() => domain.close());
beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const account = async (role: Role = 'customer') => {
  const email = `person-${(accounts += 1)}@example.com`;
  const { id } = await domain
    .get(AccountAdministration)
    .create(operator, { email, password, name: 'A person', role });
  return { id, email };
};
const anotherAddress = () => `198.51.${(hosts += 1) >> 8}.${hosts & 255}`;
const origin = (ip: string) => ({ ip, requestId: 'r' });
const signIn = (email: string, ip = anotherAddress(), more = {}) =>
  auth.signIn({ email, password, ...more }, origin(ip));
const guess = (email: string, ip = anotherAddress(), more = {}) =>
  codeOf(signIn(email, ip, { password: 'wrong', ...more }));
const waitOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 0,
    (error: unknown) => (error as Refusal).retryAfter ?? 0,
  );

describe('an attacker who keeps guessing passwords', () => {
  /** Guesses for seven minutes, three times every ten seconds. */
  const attack = async (email: string, ip: string, during: () => Promise<void>) => {
    const codes: string[] = [];
    for (let second = 0; second < 420; second += 10) {
      for (let i = 0; i < 3; i += 1) codes.push(await guess(email, ip));
      await during();
      moveClock(10_000);
    }
    return codes;
  };

  test('does not lock out the owner on a known address, and is slowed down', async () => {
    const { email } = await account();
    const home = anotherAddress();
    await signIn(email, home);
    const refused: string[] = [];
    const codes = await attack(email, anotherAddress(), async () => {
      const code = await codeOf(signIn(email, home));
      if (code !== 'won') refused.push(code);
    });
    expect(refused).toEqual([]);
    // Seven minutes: five free attempts, six while the waits grow, then one per minute.
    expect(codes.filter((code) => code === 'bad_credentials').length).toBeLessThanOrEqual(18);
  });

  test('does not lock out a known device, even behind the address of the attacker', async () => {
    const { email } = await account();
    const { deviceToken } = await signIn(email);
    const shared = anotherAddress();
    const refused: string[] = [];
    await attack(email, shared, async () => {
      const code = await codeOf(signIn(email, shared, { deviceToken }));
      if (code !== 'won') refused.push(code);
    });
    expect(refused).toEqual([]);
  });

  test('does not use up the limit that all unknown devices share', async () => {
    const { email } = await account();
    const refused: string[] = [];
    await attack(email, anotherAddress(), async () => undefined);
    for (let i = 0; i < 3; i += 1) {
      const code = await codeOf(signIn(email));
      if (code !== 'won') refused.push(code);
    }
    expect(refused).toEqual([]);
  });

  test('is limited by account when guessing from many addresses', async () => {
    const { email } = await account();
    const codes = await Promise.all(Array.from({ length: 60 }, () => guess(email)));
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(12);
    moveClock(10 * minutes);
    const later = await Promise.all(Array.from({ length: 60 }, () => guess(email)));
    expect(later.filter((code) => code === 'bad_credentials')).toHaveLength(12);
  });

  test('has one bucket for a whole IPv6 network', async () => {
    const { email } = await account();
    const codes: string[] = [];
    for (let i = 1; i <= 12; i += 1) codes.push(await guess(email, `2001:db8:1:2::${i.toString(16)}`));
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(5);
  });

  test('gains nothing from a device token of another account or an invented one', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { deviceToken } = await signIn(mine.email);
    const ip = anotherAddress();
    for (const made of [deviceToken, deviceToken.replace(/.$/, ''), 'x', `${deviceToken}A`])
      await guess(theirs.email, ip, { deviceToken: made });
    await guess(theirs.email, ip);
    expect(await guess(theirs.email, ip, { deviceToken })).toBe('rate_limited');
  });

  test('is also limited on a known device', async () => {
    const { email } = await account();
    const { deviceToken } = await signIn(email);
    const codes = await Promise.all(
      Array.from({ length: 30 }, () => guess(email, anotherAddress(), { deviceToken })),
    );
    expect(codes.filter((code) => code === 'bad_credentials').length).toBeLessThanOrEqual(5);
  });
});

describe('when the clock jumps', () => {
  test.each([-1, 1])('by %d hours, the wait after six wrong passwords is seconds', async (hours) => {
    const { email } = await account();
    const ip = anotherAddress();
    for (let i = 0; i < 6; i += 1) await guess(email, ip);
    moveClock(hours * hour);
    expect(await waitOf(signIn(email, ip))).toBeLessThanOrEqual(2);
    moveClock(2_000);
    expect(await codeOf(signIn(email, ip))).toBe('won');
  });

  test('back, the longest wait is a minute and gets shorter', async () => {
    const { email } = await account();
    await Promise.all(Array.from({ length: 60 }, () => guess(email)));
    moveClock(-hour);
    const wait = await waitOf(signIn(email));
    expect(wait).toBeLessThanOrEqual(60);
    moveClock(Math.ceil(wait * 1000));
    expect(await codeOf(signIn(email))).toBe('won');
  });

  test('back, an address with many failures waits at most five minutes', async () => {
    const ip = anotherAddress();
    for (let i = 0; i < 45; i += 1) {
      await guess(`unknown-${i}@example.com`, ip);
      moveClock(5 * minutes);
    }
    moveClock(-hour - 5 * minutes);
    const { email } = await account();
    expect(await waitOf(signIn(email, ip))).toBeLessThanOrEqual(300);
    moveClock(300_000);
    expect(await codeOf(signIn(email, ip))).toBe('won');
  });

  test.each([-1, 1])('by %d hours, a user who was disabled and enabled can sign in again', async (hours) => {
    const { id, email } = await account();
    const before = await signIn(email);
    const administration = domain.get(AccountAdministration);
    await administration.change(operator, id, { disabled: true });
    moveClock(hours * hour);
    await administration.change(operator, id, { disabled: false });
    const { accessToken } = await signIn(email);
    await domain.events();
    expect(await codeOf(domain.get(Authenticator).callerOf(accessToken))).toBe('won');
    expect(await codeOf(sessions.refresh(before.refreshToken))).toBe('session_ended');
  });

  test('back, a sign-out everywhere ends the earlier sessions', async () => {
    const { id, email } = await account();
    const before = await signIn(email);
    moveClock(-hour);
    await domain.get(AccountAdministration).change(operator, id, { disabled: true });
    await domain.events();
    // A token from before the user was disabled stays invalid.
    await domain.get(AccountAdministration).change(operator, id, { disabled: false });
    expect(await codeOf(domain.get(Authenticator).callerOf(before.accessToken))).toBe('session_ended');
    expect(await codeOf(sessions.refresh(before.refreshToken))).toBe('session_ended');
  });

  test('back, an exchanged refresh token does not count as exchanged just now', async () => {
    const { email } = await account();
    const { refreshToken } = await signIn(email);
    await sessions.refresh(refreshToken);
    moveClock(-hour);
    expect(await codeOf(sessions.refresh(refreshToken))).toBe('refresh_reused');
  });
});

describe('an attacker who knows the password of an account with a second factor', () => {
  const withSecondFactor = async () => {
    const { id, email } = await account('operator');
    const { deviceToken } = await signIn(email);
    const { setup, answer } = domain.get(SecondFactors).newSetup({ _id: id, email });
    const factor = { sealed: setup.sealed, lastStep: 0, recovery: [], since: new Date() };
    await domain.get(AccountsService).change(id, null, () => ({
      change: { secondFactor: factor },
      events: [],
    }));
    return { email, deviceToken, code: () => appCode(answer.secret) };
  };
  const ticketOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => '',
      (error: unknown) => (error as Refusal).ticket ?? '',
    );
  const enter = (ticket: string, code: string, ip: string) =>
    domain.get(SecondStep).signIn(ticket, code, origin(ip));

  test('gets few guesses at the code, and does not lock out the owner', async () => {
    const { email, deviceToken, code } = await withSecondFactor();
    const wrong = () => (code() === '000000' ? '000001' : '000000');
    let guesses = 0;
    for (let host = 0; host < 60; host += 1) {
      const ip = anotherAddress();
      const ticket = await ticketOf(signIn(email, ip));
      for (let i = 0; ticket !== '' && i < 8; i += 1)
        if ((await codeOf(enter(ticket, wrong(), ip))) === 'code_wrong') guesses += 1;
      moveClock(30_000);
    }
    // Half an hour from sixty addresses: twenty at once, then one in ten minutes.
    expect(guesses).toBeGreaterThanOrEqual(20);
    expect(guesses).toBeLessThanOrEqual(24);
    const ip = anotherAddress();
    const ticket = await ticketOf(signIn(email, ip, { deviceToken }));
    await enter(ticket, code(), ip);
  });

  test('gets no more guesses by entering the password again', async () => {
    const { email } = await withSecondFactor();
    const ip = anotherAddress();
    const codes: string[] = [];
    for (let second = 0; second < 300; second += 5) {
      const ticket = await ticketOf(signIn(email, ip));
      if (ticket !== '') codes.push(await codeOf(enter(ticket, '000000', ip)));
      moveClock(5_000);
    }
    // Sixty times: five free guesses, six while the waits grow, then one per minute.
    expect(codes.filter((it) => it === 'code_wrong').length).toBeLessThanOrEqual(15);
  });
});
