import { calls } from '@passline/contracts';
import { dishWithoutOptions, placeOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(stopAll);

let count = 0;
const newcomer = () => ({
  email: `newcomer${(count += 1)}@example.com`,
  password: 'correct horse',
  name: 'Nora New',
});
const register = (person = newcomer()) => server.api.ok(calls.register, { body: person });

describe('registering', () => {
  test('opens a customer account and signs in', async () => {
    const person = newcomer();
    const session = await register({ ...person, email: ` ${person.email.toUpperCase()} ` });
    expect(session.user).toMatchObject({
      email: person.email,
      name: 'Nora New',
      role: 'customer',
      restaurantId: null,
    });
    expect(session.expiresIn).toBe(900);
    expect(await server.api.as(session.accessToken).ok(calls.me)).toEqual(session.user);
  });

  test('with an address that is taken is rejected, also for two simultaneous requests', async () => {
    const person = newcomer();
    const both = await Promise.allSettled([register(person), register(person)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const { code, status } = await server.api.refused(calls.register, { body: person });
    expect({ code, status }).toEqual({ code: 'email_taken', status: 409 });
  });

  test('reports all validation errors at once', async () => {
    const { errors } = await server.api.refused(calls.register, {
      body: { email: 'nobody', password: 'short', role: 'operator' } as never,
    });
    expect(errors?.map((error) => error.path).sort()).toEqual(['email', 'name', 'password', 'role']);
  });
});

describe('a guest', () => {
  const person = { name: ' Gina Guest ', phone: '+49 30 5550199' };
  const guest = async () => {
    const session = await server.api.ok(calls.openGuest, { body: person });
    return Object.assign(server.api.as(session.accessToken), { session });
  };
  const claim = (email: string, password = 'correct horse') => ({ body: { email, password } });

  test('orders with a name and a number, as a customer whose only access is the session', async () => {
    const api = await guest();
    const { user, refreshToken } = api.session;
    expect(user).toMatchObject({
      name: 'Gina Guest',
      phone: person.phone,
      email: null,
      role: 'customer',
      guest: true,
    });
    const placed = await placeOrder(api, await dishWithoutOptions(server.api));
    const again = await server.api.ok(calls.refresh, { body: { refreshToken } });
    expect(again.user).toEqual(user);
    const back = server.api.as(again.accessToken);
    expect((await back.ok(calls.listOrders)).items).toMatchObject([
      { id: placed.id, customerId: user.id, customerName: 'Gina Guest' },
    ]);
    const [owner, other] = [await server.api.signIn('owner'), await guest()];
    const seen = await owner.ok(calls.getOrder, { params: { id: placed.id } });
    expect(seen.customerPhone).toBe(person.phone);
    expect((await other.refused(calls.getOrder, { params: { id: placed.id } })).code).toBe('not_found');
  });

  test.each([
    [{ name: 'Gina' }, 'phone'],
    [{ phone: person.phone }, 'name'],
    [{ ...person, phone: 'call me' }, 'phone'],
    [{ ...person, role: 'operator' }, 'role'],
  ])('cannot be opened with %j', async (body, path) => {
    const refusal = await server.api.refused(calls.openGuest, { body: body as never });
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  test('has no password: no one signs in, and neither it nor an operator can set one', async () => {
    const api = await guest();
    const { id } = api.session.user;
    const email = `guest-${id}@passline.invalid`;
    for (const password of ['', 'null', 'undefined', 'guess'])
      expect([401, 400]).toContain(
        (await server.api.refused(calls.login, { body: { email, password } })).status,
      );
    const changed = { currentPassword: 'none', newPassword: 'correct horse' };
    expect((await api.refused(calls.changePassword, { body: changed })).code).toBe('conflict');
    const operator = await server.api.signIn('operator');
    const params = { id };
    const password = { params, body: { password: 'correct horse' } };
    expect((await operator.refused(calls.givePassword, password)).code).toBe('conflict');
    const role = { params, body: { role: 'courier' as const } };
    expect((await operator.refused(calls.changeUser, role)).code).toBe('conflict');
    expect(await api.ok(calls.me)).toMatchObject({ guest: true, role: 'customer' });
    await operator.ok(calls.changeUser, { params, body: { disabled: true } });
    expect((await api.refused(calls.me)).code).toBe('session_ended');
  });

  test('becomes a full account with its orders, once; its other sessions end', async () => {
    const api = await guest();
    const placed = await placeOrder(api, await dishWithoutOptions(server.api));
    const { email, password } = newcomer();
    const taken = (await register()).user.email!;
    expect((await api.refused(calls.claimGuest, claim(taken))).code).toBe('email_taken');
    const weak = await api.refused(calls.claimGuest, claim(email, 'short'));
    expect(weak).toMatchObject({ code: 'validation_failed', errors: [{ path: 'password' }] });
    expect(await api.ok(calls.me)).toMatchObject({ guest: true });
    const { user, accessToken } = await api.ok(calls.claimGuest, claim(email));
    expect(user).toMatchObject({ id: api.session.user.id, email, guest: false, name: 'Gina Guest' });
    expect(await server.api.as(accessToken).ok(calls.me)).toEqual(user);
    expect(await api.ok(calls.me)).toEqual(user);
    expect((await api.refused(calls.claimGuest, claim('another@example.com'))).code).toBe('conflict');
    const signedIn = await server.api.signIn(email, password);
    expect((await signedIn.ok(calls.listOrders)).items).toMatchObject([{ id: placed.id }]);
  });

  test('claimed for one address by two guests at once goes to one of them', async () => {
    const both = await Promise.all([guest(), guest()]);
    const { email } = newcomer();
    const answers = await Promise.all(both.map((api) => api.send(calls.claimGuest, claim(email))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const states = await Promise.all(both.map(async (api) => (await api.ok(calls.me)).guest));
    expect(states.sort()).toEqual([false, true]);
  });

  test('is what a claim needs: other customers and staff have an address already', async () => {
    const customer = await server.api.signIn('customer');
    expect((await customer.refused(calls.claimGuest, claim(newcomer().email))).code).toBe('conflict');
    const owner = await server.api.signIn('owner');
    expect((await owner.refused(calls.claimGuest, claim(newcomer().email))).code).toBe('forbidden');
  });
});

describe('signing in', () => {
  test('does not reveal whether the address or the password was wrong', async () => {
    const email = (await register()).user.email!;
    const wrong = await server.api.refused(calls.login, { body: { email, password: 'wrong' } });
    const unknown = await server.api.refused(calls.login, {
      body: { email: 'who@example.com', password: 'wrong' },
    });
    expect({ ...wrong, requestId: '' }).toEqual({ ...unknown, requestId: '' });
    expect(wrong.code).toBe('bad_credentials');
  });

  test('is rejected for a disabled account', async () => {
    const operator = await server.api.signIn('operator');
    const person = newcomer();
    const { user } = await register(person);
    await operator.ok(calls.changeUser, { params: { id: user.id }, body: { disabled: true } });
    const { code } = await server.api.refused(calls.login, {
      body: { email: person.email, password: person.password },
    });
    expect(code).toBe('bad_credentials');
  });
});

describe('a token', () => {
  const me = (token?: string) => server.api.as(token).refused(calls.me);

  test('is required', async () => {
    expect(await me()).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  test.each([
    ['nonsense', () => 'nonsense'],
    ['of another signature', (token: string) => `${token.slice(0, -4)}AAAA`],
    [
      'that claims to need no signature',
      (token: string) => `${encode({ alg: 'none' })}.${token.split('.')[1]!}.`,
    ],
  ])('%s is not valid', async (_, spoil) => {
    const { accessToken } = await register();
    expect(await me(spoil(accessToken))).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  test('contains no rights, and names its signing key', async () => {
    const { accessToken, user } = await register();
    const [header, claims] = accessToken
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(header).toMatchObject({ alg: 'HS256', kid: expect.any(String) as string });
    expect(claims).toMatchObject({ sub: user.id, sid: expect.any(String) as string, iss: 'passline' });
    expect(claims).not.toHaveProperty('role');
  });

  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
});

describe('refreshing', () => {
  const refresh = (refreshToken: string) => server.api.ok(calls.refresh, { body: { refreshToken } });
  const refused = (refreshToken: string) => server.api.refused(calls.refresh, { body: { refreshToken } });

  test('returns a new pair', async () => {
    const first = await register();
    const second = await refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await server.api.as(second.accessToken).ok(calls.me)).toEqual(first.user);
  });

  test('by two tabs at once, or again after a lost answer, returns the same successor to both', async () => {
    const { refreshToken } = await register();
    const [a, b] = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(a.refreshToken).toBe(b.refreshToken);
    expect((await refresh(a.refreshToken)).refreshToken).not.toBe(a.refreshToken);
  });

  test('with a token that was used long ago ends all sessions of its family', async () => {
    const first = await register();
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect((await refused(first.refreshToken)).code).toBe('refresh_reused');
    expect((await refused(third.refreshToken)).code).toBe('session_ended');
    expect((await server.api.as(third.accessToken).refused(calls.me)).code).toBe('session_ended');
  });

  test('with a token that the server never issued is rejected and ends no session', async () => {
    const { refreshToken, accessToken } = await register();
    expect((await refused(`${refreshToken.slice(0, -4)}AAAA`)).code).toBe('token_invalid');
    expect((await refused('nonsense')).code).toBe('token_invalid');
    await server.api.as(accessToken).ok(calls.me);
  });
});

test('signing out ends only this session, at once', async () => {
  const person = newcomer();
  const here = await register(person);
  const there = await server.api.signIn(person.email, person.password);
  await server.api.as(here.accessToken).ok(calls.logout);
  expect((await server.api.as(here.accessToken).refused(calls.me)).code).toBe('session_ended');
  expect((await server.api.refused(calls.refresh, { body: { refreshToken: here.refreshToken } })).code).toBe(
    'session_ended',
  );
  await there.ok(calls.me);
});

test('sessions survive a restart', async () => {
  const { accessToken, refreshToken } = await register();
  await server.stop();
  server = await server.startAgain();
  await server.api.as(accessToken).ok(calls.me);
  await server.api.ok(calls.refresh, { body: { refreshToken } });
});
