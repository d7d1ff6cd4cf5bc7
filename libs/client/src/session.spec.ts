import { ApiClient } from '@passline/api-client';
import type { Session as SessionAnswer } from '@passline/contracts';
import { Session } from './session.ts';
import { memoryStore } from './text-store.ts';

const answer = (token: string, expiresIn = 900) =>
  ({
    user: { id: 'u1', name: 'Anna' },
    accessToken: token,
    refreshToken: `refresh ${token}`,
    expiresIn,
  }) as unknown as SessionAnswer;

/** A server that answers each refresh as it is told. */
function serverOf(...answers: (SessionAnswer | number | 'unreachable')[]) {
  const asked: string[] = [];
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(`${String(url)} ${typeof init?.body === 'string' ? init.body : ''}`.trim());
    const next = answers.shift();
    if (next === 'unreachable') throw new TypeError('fetch failed');
    return typeof next === 'number'
      ? Response.json({ code: 'session_ended', detail: 'ended' }, { status: next })
      : Response.json(next ?? null);
  };
  return { asked, client: new ApiClient({ fetch: fetch }) };
}

test('a token that is about to expire is renewed once, however many ask for it', async () => {
  const { asked, client } = serverOf(answer('second'));
  const session = new Session(client, memoryStore());
  await session.begin(answer('first', 0));
  expect(await Promise.all([session.token(), session.token(), session.renew('first')])).toEqual([
    'second',
    'second',
    'second',
  ]);
  expect(asked).toEqual(['/api/v1/auth/refresh {"refreshToken":"refresh first"}']);
  // One that was rejected before the renewal needs no other.
  expect(await session.renew('first')).toBe('second');
  expect(asked).toHaveLength(1);
});

test('a session continues after a restart, and a damaged one is no session', async () => {
  const store = memoryStore();
  const { client } = serverOf();
  await new Session(client, store).begin(answer('first'));
  const next = new Session(client, store);
  expect(await next.token()).toBe('first');
  expect(next.user).toMatchObject({ name: 'Anna' });
  await store.save('{"user":');
  const broken = new Session(client, store);
  expect(await broken.token()).toBeUndefined();
  expect(await store.load()).toBeNull();
});

test('the session ends when the server says so, and only then', async () => {
  const { client } = serverOf('unreachable', 401);
  const session = new Session(client, memoryStore());
  const tokens: (string | null)[] = [];
  session.tokens$.subscribe((token) => tokens.push(token));
  await session.begin(answer('first', 0));
  await expect(session.token()).rejects.toMatchObject({ status: 0 });
  expect(session.user).not.toBeNull();
  expect(await session.token()).toBeUndefined();
  expect(session.user).toBeNull();
  expect(tokens).toEqual([null, 'first', null]);
});

test('a sign-out during a renewal is not undone by its answer', async () => {
  const { client, asked } = serverOf(answer('second'));
  const session = new Session(client, memoryStore());
  await session.begin(answer('first', 0));
  const renewed = session.token();
  await session.end();
  expect(await renewed).toBeUndefined();
  expect(session.user).toBeNull();
  expect(asked.at(-1)).toBe('/api/v1/auth/logout');
});

test('the account is kept as the server has it now, and says where its user works', async () => {
  const store = memoryStore();
  const { client } = serverOf();
  const session = new Session(client, store);
  const worksAt: string[] = [];
  session.memberships$.subscribe((all) => worksAt.push(all.map((it) => it.restaurantId).join()));
  const { user } = answer('first');
  await session.begin(answer('first'));
  const memberships = [
    { restaurantId: 'r1', role: 'kitchen' as const },
    { restaurantId: 'r2', role: 'manager' as const },
  ];
  await session.update({ ...user, memberships });
  await session.update({ ...user, id: 'u2', memberships: [] });
  expect(worksAt).toEqual(['', 'r1,r2']);
  const next = new Session(client, store);
  expect(await next.token()).toBe('first');
  expect(next.user?.memberships).toEqual(memberships);
  await session.end();
  await session.update({ ...user, memberships });
  expect(session.user).toBeNull();
});

test('a sign-out without a server ends the session here', async () => {
  const { client } = serverOf('unreachable');
  const store = memoryStore();
  const session = new Session(client, store);
  await session.begin(answer('first'));
  await session.end();
  expect([session.user, await store.load()]).toEqual([null, null]);
});
