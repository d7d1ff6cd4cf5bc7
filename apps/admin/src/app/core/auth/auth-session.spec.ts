import { provideHttpClient, withInterceptors, HttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { session as answer, owner } from '../../../testing/facts.ts';
import { authInterceptor } from './auth-interceptor.ts';
import { readStoredSession, storedSessionOf, writeStoredSession } from './stored-session.ts';
import { AuthSession } from './auth-session.ts';

const refreshUrl = '/api/v1/auth/refresh';
/** The lock and the interceptor continue in microtasks. */
const settle = () => new Promise<void>((done) => setTimeout(done));

let server: HttpTestingController;

const begin = () => {
  TestBed.configureTestingModule({
    providers: [provideHttpClient(withInterceptors([authInterceptor])), provideHttpClientTesting()],
  });
  server = TestBed.inject(HttpTestingController);
  return {
    session: TestBed.inject(AuthSession),
    http: TestBed.inject(HttpClient),
  };
};

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  server.verify();
});

it('keeps a sign-in for the next page', async () => {
  const { session } = begin();
  const done = session.signIn('a@b.c', 'secret');
  server.expectOne({ method: 'POST', url: '/api/v1/auth/login' }).flush(answer());
  await done;
  expect(session.user()).toEqual(owner);
  expect(readStoredSession()).toMatchObject({ user: owner, refreshToken: 'refresh-1' });
});

it('sends the token of this device with the next sign-in to the same account, also after a sign-out', async () => {
  const { session } = begin();
  const signIn = async (email: string) => {
    const done = session.signIn(email, 'secret');
    const sent = server.expectOne('/api/v1/auth/login');
    sent.flush(answer());
    await done;
    return sent.request.body as { deviceToken?: string };
  };
  expect(await signIn(owner.email)).not.toHaveProperty('deviceToken');
  const out = session.signOut();
  server.expectOne('/api/v1/auth/logout').flush(null);
  await out;
  expect(await signIn(` ${owner.email.toUpperCase()}`)).toMatchObject({ deviceToken: 'device-1' });
  expect(await signIn('another@example.com')).not.toHaveProperty('deviceToken');
});

it('spends a refresh token once, however many requests find the access token refused', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { http } = begin();
  const both = ['/api/v1/a', '/api/v1/b'].map((url) => firstValueFrom(http.get(url)));
  await settle();
  for (const url of ['/api/v1/a', '/api/v1/b'])
    server.expectOne(url).flush(null, { status: 401, statusText: '' });
  await settle();
  server.expectOne(refreshUrl).flush(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' }));
  await settle();
  for (const url of ['/api/v1/a', '/api/v1/b']) {
    const again = server.expectOne(url);
    expect(again.request.headers.get('authorization')).toBe('Bearer access-2');
    again.flush({});
  }
  await Promise.all(both);
});

it('takes the token that another tab has fetched instead of spending its own', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  writeStoredSession(storedSessionOf(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' })));
  await expect(session.renew('access-1')).resolves.toBe('access-2');
  server.expectNone(refreshUrl);
});

it('renews before a request that would start on a dying token', async () => {
  writeStoredSession(storedSessionOf(answer({ expiresIn: 5 })));
  const { http } = begin();
  const got = firstValueFrom(http.get('/api/v1/a'));
  await settle();
  server.expectOne(refreshUrl).flush(answer({ accessToken: 'access-2' }));
  await settle();
  const request = server.expectOne('/api/v1/a');
  expect(request.request.headers.get('authorization')).toBe('Bearer access-2');
  request.flush({});
  await got;
});

it('signs all tabs out when the server rejects the refresh token, and returns the first answer', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session, http } = begin();
  const got = firstValueFrom(http.get('/api/v1/a'));
  const refused = expect(got).rejects.toMatchObject({ status: 401, url: '/api/v1/a' });
  await settle();
  server.expectOne('/api/v1/a').flush(null, { status: 401, statusText: '' });
  await settle();
  server.expectOne(refreshUrl).flush(null, { status: 401, statusText: '' });
  await refused;
  expect(session.user()).toBeUndefined();
  expect(session.ended()).toBe(true);
  expect(readStoredSession()).toBeUndefined();
});

it('signs no tab out when the server is unreachable', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  const renewed = session.renew('access-1');
  const failed = expect(renewed).rejects.toMatchObject({ status: 0 });
  await settle();
  server.expectOne(refreshUrl).error(new ProgressEvent('error'));
  await failed;
  expect(session.user()).toEqual(owner);
});

it('follows a sign-out in another tab', () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  writeStoredSession(undefined);
  window.dispatchEvent(new StorageEvent('storage', { key: 'passline.session' }));
  expect(session.user()).toBeUndefined();
  expect(session.ended()).toBe(false);
});

it('forgets at once, whether or not the server hears of it', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  const done = session.signOut();
  expect(session.user()).toBeUndefined();
  const request = server.expectOne('/api/v1/auth/logout');
  expect(request.request.headers.get('authorization')).toBe('Bearer access-1');
  request.error(new ProgressEvent('error'));
  await done;
});

it('does not come back by a renewal that was under way at the sign-out', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  const renewed = session.renew('access-1');
  await settle();
  writeStoredSession(undefined);
  server.expectOne(refreshUrl).flush(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' }));
  await expect(renewed).resolves.toBeUndefined();
  expect(readStoredSession()).toBeUndefined();
});

it('learns its changed role without undoing what another tab has renewed', async () => {
  writeStoredSession(storedSessionOf(answer()));
  const { session } = begin();
  const learned = session.refreshUser();
  await settle();
  writeStoredSession(storedSessionOf(answer({ accessToken: 'access-2', refreshToken: 'refresh-2' })));
  server.expectOne('/api/v1/auth/me').flush({ ...owner, role: 'kitchen' });
  await learned;
  expect(readStoredSession()).toMatchObject({ refreshToken: 'refresh-2', user: { role: 'kitchen' } });
  expect(session.user()?.role).toBe('kitchen');
});

it('treats a damaged record as signed out', () => {
  localStorage.setItem('passline.session', '{"user":');
  expect(begin().session.user()).toBeUndefined();
});
