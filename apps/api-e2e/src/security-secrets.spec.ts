import { createHmac } from 'node:crypto';
import { calls, fullPath, requestPath, apiPrefix } from '@passline/contracts';
import { OrderFixture } from './testing/order-fixture.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

afterEach(closeSockets);
afterAll(stopAll);

test('the log contains no secret, even at its most detailed level', async () => {
  const fixed = {
    internal: 'internal-key-of-sixteen',
    webhook: 'webhook-secret-of-sixteen',
    jwt: 'a-jwt-secret-that-is-long-enough-for-anybody',
    metrics: 'metrics-token-of-sixteen',
  };
  const server = await startServer({
    LOG_LEVEL: 'trace',
    INTERNAL_API_KEY: fixed.internal,
    PAYMENT_WEBHOOK_SECRET: fixed.webhook,
    JWT_SECRET: fixed.jwt,
    METRICS_TOKEN: fixed.metrics,
  });
  const fixture = await OrderFixture.signIn(server);
  const secrets: string[] = [...Object.values(fixed)];
  const send = (path: string, init: RequestInit = {}) => server.api.fetch(path, init);
  const json = { 'content-type': 'application/json' };

  // Valid, wrong and malformed sign-ins; refreshes, also repeated.
  const person = { email: 'scan@example.com', password: 'hunter-correct-horse', name: 'Scan' };
  const session = await server.api.ok(calls.register, { body: person });
  await server.api.refused(calls.login, {
    body: { ...person, password: 'hunter-wrong-horse', name: undefined } as never,
  });
  await send(fullPath(calls.login), { method: 'POST', headers: json, body: '{"password":"hunter-half' });
  const next = await server.api.ok(calls.refresh, { body: { refreshToken: session.refreshToken } });
  const third = await server.api.ok(calls.refresh, { body: { refreshToken: next.refreshToken } });
  await server.api.refused(calls.refresh, { body: { refreshToken: session.refreshToken } });
  secrets.push(
    person.password,
    'hunter-',
    ...[session, next, third].flatMap((it) => [it.accessToken, it.refreshToken]),
  );

  // A tracking link: as a page, as a call, over a socket, and an invalid one.
  const customer = await fixture.newUser('customer');
  const order = await fixture.order(customer, { note: 'private-words' });
  const { token } = await customer.ok(calls.createTrackingLink, { params: { id: order.id } });
  await send(`/track/${token}`, { headers: { accept: 'text/html' } });
  await server.api.ok(calls.track, { params: { token } });
  await send(`${requestPath(calls.track, { token })}x/further?token=${token}`);
  (await Connection.open(server.url, { trackingToken: token })).close();
  await Connection.refused(server.url, { trackingToken: `${token}x` });
  secrets.push(token, 'private-words');

  // Valid and invalid keys and signatures; tokens in wrong places.
  const emit = (key: string) =>
    send(fullPath(calls.internalEmit), {
      method: 'POST',
      headers: { ...json, 'x-internal-key': key },
      body: '{}',
    });
  await Promise.all([emit(fixed.internal), emit('guessed-internal-key')]);
  const body = JSON.stringify({
    id: 'evt',
    type: 'payment.succeeded',
    data: { reference: 'x', amount: 1, currency: 'EUR' },
  });
  const at = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', fixed.webhook).update(`${at}.`).update(body).digest('hex');
  for (const v1 of [mac, mac.replace(/^./, 'f')])
    await send(fullPath(calls.paymentWebhook), {
      method: 'POST',
      headers: { ...json, 'passline-signature': `t=${at},v1=${v1}` },
      body,
    });
  await send(fullPath(calls.metrics), { headers: { authorization: `Bearer ${fixed.metrics}` } });
  await send(fullPath(calls.metrics), { headers: { authorization: 'Bearer guessed-metrics-token' } });
  await send(requestPath(calls.me, {}, { token: customer.token, password: 'hunter-query' }), {
    headers: { cookie: `token=${customer.token}` },
  });
  await send(`/socket.io/?EIO=4&transport=polling&token=${customer.token}`);
  await send(`/socket.io/?EIO=9&transport=morse&token=${customer.token}`);
  (await fixture.connect(customer)).close();
  await Connection.refused(server.url, { token: `${customer.token}x` });
  await Connection.refused(server.url, { token: { deep: customer.token } });
  const admin = Connection.plain(`${server.url}/admin`, { username: 'operator', password: 'hunter-admin' });
  await new Promise<void>((resolve) => admin.once('connect_error', () => resolve()));
  admin.close();
  secrets.push(mac, customer.token, 'guessed-internal-key', 'guessed-metrics-token');

  // Input in an address or a header cannot add lines to the log.
  await send(`${apiPrefix}/%0a%7b"level":"fatal"%7d`, { headers: { 'x-request-id': '{"level":"fatal"}' } });
  await send(`${fullPath(calls.listOrders)}/%0d%0aset-cookie:%20x=1`);

  const generated = /password (\S{12,})/.exec(server.output())?.[1];
  await server.stop();
  const output = server.output();
  // The start banner is no log; it prints the generated password once.
  const log = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .join('\n');
  const lines = log.split('\n').map((line) => JSON.parse(line) as { level: string; req?: { path: string } });
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.filter(({ level }) => level === 'fatal')).toEqual([]);
  expect(lines.some(({ req }) => req?.path === fullPath(calls.track).replace(':token', '…'))).toBe(true);
  if (generated) secrets.push(generated);
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  // Nor the middle of a token, where its claims are.
  const parts = [session.accessToken, customer.token, token].flatMap((it) => it.split('.').slice(1));
  expect(parts.filter((part) => log.includes(part))).toEqual([]);
});

describe('every page', () => {
  test('runs scripts only from our own files, and no inline script', async () => {
    const server = await startServer();
    const pages = ['/docs', '/docs/problems', '/docs/events', '/socket-admin/', '/'];
    for (const path of pages) {
      const answer = await server.api.fetch(path, { headers: { accept: 'text/html' } });
      // The console is not built in every working tree, so only served pages are checked.
      if (path === '/' && answer.status === 404) continue;
      const policy = new Map(
        (answer.headers.get('content-security-policy') ?? '')
          .split(';')
          .map((rule) => rule.trim().split(/\s+/))
          .map(([name, ...values]) => [name, values] as const),
      );
      expect([path, policy.get('script-src')]).toEqual([path, ["'self'"]]);
      expect(policy.get('script-src-attr')).toEqual(["'none'"]);
      expect(policy.get('object-src')).toEqual(["'none'"]);
      expect(policy.get('base-uri')).toEqual(["'self'"]);
      expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
      const page = await answer.text();
      expect([path, page.match(/<script(?![^>]*\bsrc=)[^>]*>/g)]).toEqual([path, null]);
      expect([path, page.match(/<[^>]+\son\w+=/g)]).toEqual([path, null]);
      expect([path, page.match(/(?:src|href)="(?:https?:)?\/\//g)]).toEqual([path, null]);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('referrer-policy')).toBe('same-origin');
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });
});

test('a thousand invented events, addresses and methods add no metric series', async () => {
  const server = await startServer({ INTERNAL_API_KEY: 'internal-key-of-sixteen' });
  const fixture = await OrderFixture.signIn(server);
  const series = async () =>
    new Set(
      (await (await server.api.send(calls.metrics)).text())
        .split('\n')
        .filter((line) => line.startsWith('passline_'))
        .map((line) => line.replace(/ [^ ]+$/, '')),
    );
  const customer = await fixture.newUser('customer');
  const connection = await fixture.connect(customer, {});
  const made = (i: number) => `made-up-${i}`;
  const storm = async (from: number, to: number) => {
    for (let i = from; i < to; i += 1) {
      connection.socket.emit(made(i), {});
      await Promise.all([
        server.api.fetch(`${apiPrefix}/${made(i)}`, { method: ['GET', 'PUT', 'PROPFIND', 'SEARCH'][i % 4]! }),
        server.api.send(calls.getOrder, { params: { id: made(i) } }),
        server.api.fetch(fullPath(calls.internalEmit), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-internal-key': 'internal-key-of-sixteen' },
          body: JSON.stringify({ event: made(i), room: made(i), payload: {} }),
        }),
      ]);
    }
    await connection.ok('register').catch(() => undefined);
  };
  await storm(0, 20);
  // The first reading adds the series of its own route.
  await series();
  const before = await series();
  await storm(20, 1_020);
  const after = await series();
  const grown = [...after].filter((one) => !before.has(one));
  expect(grown.filter((one) => one.includes('made-up'))).toEqual([]);
  expect(grown.length).toBeLessThan(15);
  expect((await (await server.api.send(calls.metrics)).text()).includes('made-up')).toBe(false);
});
