import { calls } from '@passline/contracts';
import { type Running, startServer, stopAll } from './testing/server.ts';

let server: Running;
beforeAll(async () => {
  server = await startServer({ RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: 'loopback' });
});
afterAll(stopAll);

let hosts = 0;
const anotherAddress = () => `203.0.113.${(hosts += 1)}`;
const from = (address: string) => server.api.as(undefined, { 'x-forwarded-for': address });
const attempt = (email: string, address = anotherAddress(), password = 'wrong') =>
  from(address).refused(calls.login, { body: { email, password } });

/** As often as it takes: how many attempts are free is the server's to decide. */
async function untilLimited(email: string): Promise<number> {
  for (let tries = 1; tries < 50; tries += 1)
    if ((await attempt(email)).code === 'rate_limited') return tries;
  throw new Error('guessing was never limited');
}

test('guessing at one account is slowed down from wherever it comes, and says until when', async () => {
  const tries = await untilLimited('customer@demo.passline.local');
  expect(tries).toBeGreaterThan(3);
  const problem = await attempt('customer@demo.passline.local', anotherAddress(), 'passline-demo');
  expect(problem).toMatchObject({ code: 'rate_limited', status: 429 });
  expect(problem.retryAfter).toBeGreaterThanOrEqual(1);
});

test('a hundred guesses at once are no way around it', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => attempt('customer2@demo.passline.local')));
  expect(all.filter((problem) => problem.code === 'bad_credentials').length).toBeLessThanOrEqual(15);
});

test('a stranger who tries passwords keeps no device and no address out that signed in before', async () => {
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

test('an account that is not there is limited just the same', async () => {
  // At once, because the first wait is a second long, and a busy machine may take that for one guess.
  for (const email of ['nobody@example.com', 'courier@demo.passline.local']) {
    const guesses = await Promise.all(Array.from({ length: 30 }, () => attempt(email)));
    const tried = guesses.filter(({ code }) => code === 'bad_credentials').length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(15);
  }
});

test('guessing at many accounts from one address is slowed down, and the address alone', async () => {
  const address = anotherAddress();
  const codes: string[] = [];
  for (let i = 0; i < 40; i += 1) codes.push((await attempt(`guess${i}@example.com`, address)).code);
  expect(codes.slice(0, 20)).not.toContain('rate_limited');
  expect(codes).toContain('rate_limited');
  expect((await attempt('guess99@example.com')).code).toBe('bad_credentials');
});

test('who signs in starts again with a clean slate', async () => {
  const email = 'courier2@demo.passline.local';
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 3; i += 1) expect((await attempt(email)).code).toBe('bad_credentials');
    await from(anotherAddress()).ok(calls.login, { body: { email, password: 'passline-demo' } });
  }
});

test('a restart does not forget', async () => {
  const email = 'restart@example.com';
  await Promise.all(Array.from({ length: 20 }, () => attempt(email)));
  await server.stop('SIGKILL');
  server = await server.startAgain();
  const codes = await Promise.all(Array.from({ length: 20 }, () => attempt(email)));
  // A clean slate would allow five; of a known account only those whose wait is over meanwhile.
  expect(codes.filter((problem) => problem.code === 'bad_credentials').length).toBeLessThanOrEqual(3);
});

test('an address that cannot be told apart by what a client claims', async () => {
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

test('registering by the hundred is slowed down', async () => {
  const address = anotherAddress();
  const register = () =>
    from(address).send(calls.register, { body: { email: 'not an address', password: 'x', name: 'x' } });
  const statuses = await Promise.all(Array.from({ length: 150 }, async () => (await register()).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
});
