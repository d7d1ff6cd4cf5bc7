import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { session as answer, owner } from '../../../testing/demo-objects.ts';
import { TestServer } from '@passline/web/testing/test-server.ts';
import { Api } from '../api/api.ts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from './console-session.ts';
import { AuthSession } from './auth-session.ts';

let server: TestServer;

const begin = () => {
  server = new TestServer();
  return { session: TestBed.inject(AuthSession), api: TestBed.inject(Api) };
};

beforeEach(() => {
  localStorage.clear();
});
afterEach(async () => {
  await server.verify();
});

it('keeps a sign-in for the next page', async () => {
  const { session } = begin();
  const done = session.signIn('a@b.c', 'secret');
  await server.answer('login', {}, answer());
  await done;
  expect(session.user()).toEqual(owner);
  expect(consoleSession.read()).toMatchObject({ user: owner, refreshToken: 'refresh-1' });
});

it('sends the token of this device with the next sign-in to the same account, also after a sign-out', async () => {
  const { session } = begin();
  const signIn = async (email: string) => {
    const done = session.signIn(email, 'secret');
    const sent = await server.expectOne('login');
    await sent.answer(answer());
    await done;
    return sent.body as { deviceToken?: string };
  };
  expect(await signIn(owner.email)).not.toHaveProperty('deviceToken');
  const out = session.signOut();
  await server.answer('logout', {}, undefined, 204);
  await out;
  expect(await signIn(` ${owner.email.toUpperCase()}`)).toMatchObject({ deviceToken: 'device-1' });
  expect(await signIn('another@example.com')).not.toHaveProperty('deviceToken');
});

it('spends a refresh token once, however many requests find the access token refused', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { api } = begin();
  const names = ['listUnread', 'getPushKey'] as const;
  const both = names.map((name) => firstValueFrom(api.call(name)));
  for (const name of names) await server.answer(name, {}, null, 401);
  await server.answer('refresh', {}, answer({ accessToken: 'access-2', refreshToken: 'refresh-2' }));
  for (const name of names) {
    const again = await server.expectOne(name);
    expect(again.headers.get('authorization')).toBe('Bearer access-2');
    await again.answer({});
  }
  await Promise.all(both);
});

it('takes the token that another tab has fetched instead of spending its own', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  consoleSession.write(storedSessionOf(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' })));
  await expect(session.renew('access-1')).resolves.toBe('access-2');
  await server.expectNone('refresh');
});

it.each([200, 401])(
  'takes the token that another tab has stored during its own renewal (%i)',
  async (status) => {
    consoleSession.write(storedSessionOf(answer()));
    const { session } = begin();
    const renewed = session.renew('access-1');
    const request = await server.expectOne('refresh');
    consoleSession.write(storedSessionOf(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' })));
    await request.answer(
      status === 200 ? answer({ accessToken: 'access-2', refreshToken: 'refresh-2' }) : null,
      status,
    );
    await expect(renewed).resolves.toBe('access-2');
    expect(session.ended()).toBe(false);
    expect(consoleSession.read()).toMatchObject({ refreshToken: 'refresh-2' });
  },
);

it('renews before a request that would start on a dying token', async () => {
  consoleSession.write(storedSessionOf(answer({ expiresIn: 5 })));
  const { api } = begin();
  const got = firstValueFrom(api.call('listUnread'));
  await server.answer('refresh', {}, answer({ accessToken: 'access-2' }));
  const request = await server.expectOne('listUnread');
  expect(request.headers.get('authorization')).toBe('Bearer access-2');
  await request.answer({});
  await got;
});

it('signs all tabs out when the server rejects the refresh token, and returns the first answer', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session, api } = begin();
  const got = firstValueFrom(api.call('listUnread'));
  const refused = expect(got).rejects.toMatchObject({
    status: 401,
    message: expect.stringMatching(/^listUnread:/),
  });
  await server.answer('listUnread', {}, null, 401);
  await server.answer('refresh', {}, null, 401);
  await refused;
  expect(session.user()).toBeUndefined();
  expect(session.ended()).toBe(true);
  expect(consoleSession.read()).toBeUndefined();
});

it('signs no tab out when the server is unreachable', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  const renewed = session.renew('access-1');
  const failed = expect(renewed).rejects.toMatchObject({ status: 0 });
  await (await server.expectOne('refresh')).cut();
  await failed;
  expect(session.user()).toEqual(owner);
});

it('asks for the user anew only after the answer before, so that no older answer is the last', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  const both = [session.refreshUser(), session.refreshUser()];
  const first = await server.expectOne('me');
  await first.answer({ ...owner, role: 'manager' });
  const second = await server.expectOne('me');
  await second.answer({ ...owner, role: 'kitchen' });
  await Promise.all(both);
  expect(session.user()?.role).toBe('kitchen');
});

it('follows a sign-out in another tab', () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  consoleSession.write(undefined);
  window.dispatchEvent(new StorageEvent('storage', { key: 'passline.session' }));
  expect(session.user()).toBeUndefined();
  expect(session.ended()).toBe(false);
});

it('forgets at once, whether or not the server hears of it', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  const done = session.signOut();
  expect(session.user()).toBeUndefined();
  const request = await server.expectOne('logout');
  expect(request.headers.get('authorization')).toBe('Bearer access-1');
  expect(request.keepalive).toBe(true);
  await request.cut();
  await done;
});

it('does not come back by a renewal that was under way at the sign-out', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  const renewed = session.renew('access-1');
  const request = await server.expectOne('refresh');
  consoleSession.write(undefined);
  await request.answer(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' }));
  await expect(renewed).resolves.toBeUndefined();
  expect(consoleSession.read()).toBeUndefined();
});

it('learns its changed role without undoing what another tab has renewed', async () => {
  consoleSession.write(storedSessionOf(answer()));
  const { session } = begin();
  const learned = session.refreshUser();
  const request = await server.expectOne('me');
  consoleSession.write(storedSessionOf(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' })));
  await request.answer({ ...owner, role: 'kitchen' });
  await learned;
  expect(consoleSession.read()).toMatchObject({ refreshToken: 'refresh-2', user: { role: 'kitchen' } });
  expect(session.user()?.role).toBe('kitchen');
});

it('treats a damaged record as signed out', () => {
  localStorage.setItem('passline.session', '{"user":');
  expect(begin().session.user()).toBeUndefined();
});
