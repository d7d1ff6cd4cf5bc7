import { type Call, type Problem, calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { orderRequest, type Dish, dishWithoutOptions } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: 'loopback' });
});
afterEach(closeSockets);
afterAll(stopAll);

let hosts = 0;
const anotherAddress = () => `203.0.113.${(hosts += 1)}`;
const from = (address: string) => server.api.as(undefined, { 'x-forwarded-for': address });
const attempt = (email: string, address = anotherAddress(), password = 'wrong') =>
  from(address).refused(calls.login, { body: { email, password } });

/** Repeats until it is limited: the server decides how many attempts are free. */
async function untilLimited(email: string): Promise<number> {
  for (let tries = 1; tries < 50; tries += 1)
    if ((await attempt(email)).code === 'rate_limited') return tries;
  throw new Error('guessing was never limited');
}

test('password guesses at one account are slowed down from any address, with the time to wait', async () => {
  const tries = await untilLimited('customer@demo.passline.local');
  expect(tries).toBeGreaterThan(3);
  const problem = await attempt('customer@demo.passline.local', anotherAddress(), 'passline-demo');
  expect(problem).toMatchObject({ code: 'rate_limited', status: 429 });
  expect(problem.retryAfter).toBeGreaterThanOrEqual(1);
});

test('a hundred simultaneous guesses do not bypass the limit', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => attempt('customer2@demo.passline.local')));
  expect(all.filter((problem) => problem.code === 'bad_credentials').length).toBeLessThanOrEqual(15);
});

test('guesses from other addresses do not lock out a device or an address that signed in before', async () => {
  const email = 'operator@demo.passline.local';
  const home = anotherAddress();
  const right = { email, password: 'passline-demo' };
  const { deviceToken } = await from(home).ok(calls.login, { body: right });
  const [stranger, elsewhere] = [anotherAddress(), anotherAddress()];
  const codes: string[] = [];
  for (let i = 0; i < 15; i += 1) {
    codes.push((await attempt(email, stranger)).code);
    await from(home).ok(calls.login, { body: right });
    await from(elsewhere).ok(calls.login, { body: { ...right, deviceToken } });
  }
  expect(codes).toContain('rate_limited');
  expect(codes).toContain('bad_credentials');
});

test('an unknown account is limited in the same way', async () => {
  // At once, because the first wait is a second long, and a busy machine may take that for one guess.
  for (const email of ['nobody@example.com', 'courier@demo.passline.local']) {
    const guesses = await Promise.all(Array.from({ length: 30 }, () => attempt(email)));
    const tried = guesses.filter(({ code }) => code === 'bad_credentials').length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(15);
  }
});

test('guesses at many accounts from one address slow down that address only', async () => {
  const address = anotherAddress();
  const codes: string[] = [];
  for (let i = 0; i < 40; i += 1) codes.push((await attempt(`guess${i}@example.com`, address)).code);
  expect(codes.slice(0, 20)).not.toContain('rate_limited');
  expect(codes).toContain('rate_limited');
  expect((await attempt('guess99@example.com')).code).toBe('bad_credentials');
});

test('a successful sign-in resets the counter', async () => {
  const email = 'courier2@demo.passline.local';
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 3; i += 1) expect((await attempt(email)).code).toBe('bad_credentials');
    await from(anotherAddress()).ok(calls.login, { body: { email, password: 'passline-demo' } });
  }
});

test('the counters survive a restart', async () => {
  const email = 'restart@example.com';
  await Promise.all(Array.from({ length: 20 }, () => attempt(email)));
  await server.stop('SIGKILL');
  server = await server.startAgain();
  const codes = await Promise.all(Array.from({ length: 20 }, () => attempt(email)));
  // A reset counter would allow five; otherwise only those whose wait has ended meanwhile are allowed.
  expect(codes.filter((problem) => problem.code === 'bad_credentials').length).toBeLessThanOrEqual(3);
});

test('a client cannot change its address with a forwarded header', async () => {
  const untrusting = await startServer({ RATE_LIMIT_FACTOR: '1' });
  const codes: string[] = [];
  for (let i = 0; i < 45; i += 1) {
    const liar = untrusting.api.as(undefined, { 'x-forwarded-for': anotherAddress() });
    const problem = await liar.refused(calls.login, {
      body: { email: `liar${i}@example.com`, password: 'x' },
    });
    codes.push(problem.code);
  }
  expect(codes).toContain('rate_limited');
  await untrusting.stop();
});

test('mass registrations from one address are slowed down', async () => {
  const address = anotherAddress();
  const register = () =>
    from(address).send(calls.register, { body: { email: 'not an address', password: 'x', name: 'x' } });
  const statuses = await Promise.all(Array.from({ length: 150 }, async () => (await register()).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
});

test('guests count like registrations from their address', async () => {
  const address = anotherAddress();
  const body = { name: 'Gina Guest', phone: '+49 30 5550199' };
  const open = () => from(address).send(calls.openGuest, { body });
  const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await open()).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
  expect(statuses).toContain(201);
});

describe('one account that is signed in', () => {
  let pair: RunningServer;
  let dish: Dish;
  beforeAll(async () => {
    pair = await startServer({
      RATE_LIMIT_FACTOR: '1',
      WORKERS: '2',
      WRITES_PER_MINUTE: '30',
      PUSH_LOCAL_ENDPOINTS: 'on',
    });
    dish = await dishWithoutOptions(pair.api);
  });
  afterAll(async () => {
    await pair.stop();
  });
  const many = (who: Api, times: number, call: Call, request: (i: number) => object) =>
    Promise.all(Array.from({ length: times }, (_, i) => who.send(call, request(i))));
  const withStatus = (answers: Response[], status: number) =>
    answers.filter((answer) => answer.status === status);
  /** How many of `most` two processes may allow: each allows a quarter by itself. */
  const ofTwo = (most: number) => most + Math.floor(most / 4);

  test('places no more orders than the limit, at any process; other accounts are not affected', async () => {
    const [customer, other] = await pair.api.signInAll('customer', 'customer2');
    const answers = await many(customer, 300, calls.placeOrder, () => ({ body: orderRequest(dish) }));
    const [placed, refused] = [withStatus(answers, 201), withStatus(answers, 429)];
    expect(placed.length + refused.length).toBe(300);
    expect(placed.length).toBeGreaterThanOrEqual(10);
    // One more for each six seconds that the test takes.
    expect(placed.length).toBeLessThanOrEqual(ofTwo(10) + 5);
    for (const answer of refused) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const problem = (await refused[0]!.json()) as Problem;
    expect(problem).toMatchObject({ code: 'rate_limited' });
    expect(problem.detail).toContain('No more than 10 orders per minute');
    await other.ok(calls.placeOrder, { body: orderRequest(dish) });
  });

  test('registers no more browsers for push messages', async () => {
    const cook = await pair.api.signIn('kitchen');
    const answers = await many(cook, 120, calls.putPushSubscription, (i) => ({
      body: {
        endpoint: `http://127.0.0.1:9/${i}`,
        keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
      },
    }));
    expect(withStatus(answers, 204).length).toBeLessThanOrEqual(ofTwo(60) + 10);
    expect(withStatus(answers, 429).length).toBeGreaterThan(30);
  });

  test('changes its state no more often than the limit, by REST or socket, and reads without a limit', async () => {
    const courier = await pair.api.signIn('courier');
    const body = { status: 'available' as const };
    const answers = await many(courier, 100, calls.changeCourierStatus, () => ({ body }));
    expect(withStatus(answers, 200).length).toBeGreaterThanOrEqual(6);
    expect(withStatus(answers, 429).length).toBeGreaterThan(60);
    const connection = await Connection.as(pair.url, courier.token);
    const replies = await Promise.all(
      Array.from({ length: 15 }, () => connection.send('delivery:status', { status: 'available' })),
    );
    expect(replies).toContainEqual(
      expect.objectContaining({
        error: expect.objectContaining({
          code: 'rate_limited',
          message: expect.stringContaining('No more than 30 changes per minute') as string,
        }) as object,
      }),
    );
    for (let i = 0; i < 5; i += 1) await courier.ok(calls.me);
    await courier.ok(calls.logout);
  });

  test('cannot be created in masses from one address', async () => {
    const answers = await many(pair.api, 60, calls.register, (i) => ({
      body: { email: `new-${i}@example.com`, password: 'correct horse', name: 'New' },
    }));
    expect(withStatus(answers, 201).length).toBeGreaterThanOrEqual(30);
    expect(withStatus(answers, 201).length).toBeLessThanOrEqual(ofTwo(30) + 10);
  });
});
