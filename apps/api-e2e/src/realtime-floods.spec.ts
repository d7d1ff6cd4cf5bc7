import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { calls, fullPath } from '@passline/contracts';
import { io } from 'socket.io-client';
import { OrderFixture } from './testing/order-fixture.ts';
import { aurora, registerCustomer } from './testing/orders.ts';
import { eventually } from './testing/eventually.ts';
import { endServices, startStore } from './testing/services.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
beforeAll(async () => {
  fixture = await OrderFixture.signIn(
    await startServer({
      RATE_LIMIT_FACTOR: '1',
      TRUSTED_PROXIES: 'loopback',
      SOCKET_VISITORS_PER_ADDRESS: '3',
      SOCKET_VISITOR_JOINS_PER_MINUTE: '6',
    }),
  );
});
afterAll(async () => {
  await stopAll();
  await endServices();
});
afterEach(closeSockets);

/** A Socket.IO client with its default options: it reconnects by itself. */
const plain = (url: string, token: string | undefined, transport: string) =>
  io(url, { auth: { token }, forceNew: true, transports: [transport] });
let hosts = 0;
const anotherAddress = () => `198.51.100.${(hosts += 1)}`;
const portOf = (url: string) => Number(new URL(url).port);
const token = (text: string) => `40${JSON.stringify({ token: text })}`;

function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}

/** A websocket without a Socket.IO client, so that it can violate the protocol. */
async function raw(address: string): Promise<{ socket: Socket; heard: () => string; closed: Promise<void> }> {
  const socket = connect(portOf(fixture.server.url), '127.0.0.1');
  let heard = '';
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${address}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await once(socket, 'data');
  return { socket, heard: () => heard, closed };
}

const metric = async (line: RegExp) =>
  Number(line.exec(await (await fixture.server.api.send(calls.metrics)).text())?.[1] ?? 0);
const refusals = () => metric(/passline_socket_connections_failed_total\{code="token_invalid"\} (\d+)/);
const closedFor = (reason: string) =>
  metric(new RegExp(`passline_socket_flood_closed_total\\{reason="${reason}"\\} (\\d+)`));

describe('one connection', () => {
  test('that sends a thousand wrong tokens is refused once and closed', async () => {
    const before = await refusals();
    const { socket, closed } = await raw(anotherAddress());
    socket.write(Buffer.concat(Array<Buffer>(1_000).fill(frame(token('bad')))));
    await closed;
    expect((await refusals()) - before).toBeLessThanOrEqual(1);
    expect(await closedFor('second_connect')).toBeGreaterThan(0);
  });

  test('that sends on after it was rejected is closed', async () => {
    const before = await closedFor('after_refusal');
    const { socket, heard, closed } = await raw(anotherAddress());
    socket.write(frame(token('bad')));
    while (!heard().includes('unauthorized')) await once(socket, 'data');
    socket.write(Buffer.concat(Array<Buffer>(100).fill(frame('2'))));
    await closed;
    expect(await closedFor('after_refusal')).toBe(before + 1);
  });

  test('over polling with a thousand packets in one request is closed before they are parsed', async () => {
    const from = fixture.server.api.as(undefined, { 'x-forwarded-for': anotherAddress() });
    const before = await closedFor('packets');
    const { sid } = JSON.parse(
      (await (await from.fetch('/socket.io/?EIO=4&transport=polling')).text()).slice(1),
    ) as { sid: string };
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    await from.fetch(path, { method: 'POST', body: Array(1_000).fill('3').join('\x1e') }).catch(() => null);
    expect(await closedFor('packets')).toBe(before + 1);
    expect((await from.fetch(path)).status).toBe(400);
  });

  test('of a customer who sends a thousand pings is closed, and no other', async () => {
    const customer = await fixture.newUser('customer');
    const [flooding, bystander] = await Promise.all([
      fixture.connect(customer),
      fixture.connect(fixture.owner),
    ]);
    for (let sent = 0; sent < 1_000; sent += 1) flooding.socket.emit('ping');
    await flooding.closed();
    await bystander.caughtUp();
  });
});

test('the token of an ended session is rejected with that reason every time', async () => {
  const customer = await fixture.newUser('customer');
  await customer.ok(calls.logout);
  for (let tries = 0; tries < 3; tries += 1)
    expect((await Connection.refused(fixture.server.url, { token: customer.token })).data.code).toBe(
      'session_ended',
    );
});

test.each([['websocket'], ['polling']])(
  'a plain client over %s that finds the handshake queue full gets in by itself once there is room',
  async (transport) => {
    const store = await startStore();
    const server = await startServer({
      MONGODB_URI: store.url,
      SOCKET_HANDSHAKES_AT_ONCE: '1',
      SOCKET_HANDSHAKES_WAITING: '1',
    });
    const people = await server.api.signInAll('owner', 'owner2', 'customer');
    const sample = async (line: RegExp) =>
      Number(line.exec(await (await server.api.send(calls.metrics)).text())?.[1] ?? 0);
    const reaches = (line: RegExp, count: number) =>
      eventually(
        () => sample(line),
        (value) => value === count,
      );
    store.process.suspend();
    const connecting = people.slice(0, 2).map(({ token }) => plain(server.url, token, transport));
    await reaches(/passline_socket_handshakes (\d+)/, 1);
    await reaches(/passline_socket_handshakes_waiting (\d+)/, 1);
    connecting.push(plain(server.url, people[2].token, transport));
    const errors: Error[] = [];
    connecting[2]!.on('connect_error', (error) => errors.push(error));
    await eventually(
      () => sample(/passline_socket_connections_failed_total\{code="unavailable"\} (\d+)/),
      (count) => count > 0,
    );
    store.process.resume();
    for (const socket of connecting)
      await eventually(
        async () => socket.connected,
        (connected) => connected,
      );
    expect(errors).toEqual([]);
    for (const socket of connecting) socket.disconnect();
  },
);

describe('no flood limit rejects', () => {
  test('ten joins at once, or the start of a console', async () => {
    const owner = await fixture.connect(fixture.owner);
    const answers = await Promise.all(Array.from({ length: 10 }, () => owner.ask('join:restaurant', aurora)));
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('two hundred clients behind one address that reconnect at once, three times', async () => {
    const headers = { 'x-forwarded-for': anotherAddress() };
    const people = await Promise.all(Array.from({ length: 20 }, () => fixture.newUser('customer')));
    for (let round = 0; round < 3; round += 1) {
      const connections = await Promise.all(
        people.flatMap((person) =>
          Array.from({ length: 10 }, () => fixture.connect(person, { extraHeaders: headers })),
        ),
      );
      expect(connections).toHaveLength(200);
      for (const connection of connections) connection.close();
    }
  });
});

test.each(['h2c', 'TLS/1.2', 'websocket'])(
  'an upgrade to %s is ignored and the request answered',
  async (to) => {
    const ask = (method: string, path: string, body = '') =>
      new Promise<string>((resolve) => {
        const socket = connect(portOf(fixture.server.url), '127.0.0.1');
        let heard = '';
        socket.on('data', (chunk: Buffer) => {
          heard += chunk.toString();
          if (heard.includes('\r\n\r\n')) socket.destroy();
        });
        socket.once('close', () => resolve(heard.slice(9, 12)));
        socket.write(
          `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: ${to}\r\nhttp2-settings: AAEAAEAA\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      });
    expect(await ask('GET', fullPath(calls.health))).toBe('200');
    expect(await ask('POST', fullPath(calls.login), '{"email":"a@example.com"}')).toBe('400');
  },
);

// A connection that the kernel drops is tried again only after a second: after a restart that would be most of them.
test('a thousand clients that connect while the process is busy are all accepted by the kernel', async () => {
  const { pid, url } = fixture.server;
  process.kill(pid, 'SIGSTOP');
  const sockets = Array.from({ length: 1_000 }, () => connect(portOf(url), '127.0.0.1'));
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  } finally {
    process.kill(pid, 'SIGCONT');
    for (const socket of sockets) socket.destroy();
  }
});

test('clients of one user that replace each other in a loop are refused, and what is open stays open', async () => {
  const { token } = await registerCustomer(fixture.server.api, 'loop@example.com');
  const open: Connection[] = [];
  // Ten may be open; then each new one closes the oldest, twenty times.
  for (let i = 0; i < 30; i += 1) open.push(await Connection.open(fixture.server.url, { token }));
  expect(await Connection.refused(fixture.server.url, { token })).toMatchObject({
    message: 'rate_limited',
    data: {
      code: 'rate_limited',
      message: expect.stringMatching(
        /^Your clients replace each other: at most 10 sockets .* Try again in \d s\.$/,
      ),
      retryAfter: expect.any(Number),
    },
  });
  for (const connection of open.slice(-10)) await connection.caughtUp();
});

describe('visitors without an account at one address', () => {
  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  const visit = (address: string) =>
    Connection.open(fixture.server.url, { storefront: aurora }, from(address));
  const refused = (address: string) =>
    Connection.refused(fixture.server.url, { storefront: aurora }, from(address));

  test('have a limited number of sockets, and learn the reason of a refusal', async () => {
    const address = anotherAddress();
    const [first] = await Promise.all([visit(address), visit(address), visit(address)]);
    expect(await refused(address)).toMatchObject({
      message: 'rate_limited',
      data: {
        code: 'rate_limited',
        message: 'At most 3 connections without an account from one address. Try again in 30 s.',
        retryAfter: 30,
      },
    });
    // Neither other addresses nor the users at this one are affected.
    await visit(anotherAddress());
    const owner = { token: fixture.owner.token };
    await Connection.open(fixture.server.url, owner, from(address));
    first.close();
    const again = await eventually(
      () => visit(address).catch(() => null),
      (connection) => connection !== null,
    );
    await again!.caughtUp();
  });

  test('have a limited number of joins, connections and commands together', async () => {
    const address = anotherAddress();
    const visitor = await visit(address);
    for (let joins = 1; joins < 5; joins += 1) await visitor.ok('join:storefront', aurora);
    await visitor.ok('sync', { streams: {} });
    const { code, message } = await visitor.rejected('join:storefront', aurora);
    expect([code, message]).toEqual([
      'rate_limited',
      expect.stringMatching(/^At most 6 joins per minute without an account from one address\. Try again in/),
    ]);
    await visitor.caughtUp();
    expect((await refused(address)).data).toMatchObject({ code: 'rate_limited' });
    await (await visit(anotherAddress())).ok('join:storefront', aurora);
  });

  test('of one IPv6 subscriber count together', async () => {
    await Promise.all([visit('2001:db8::1'), visit('2001:db8::2'), visit('2001:db8::3')]);
    expect((await refused('2001:db8:0:0:ffff::4')).data.code).toBe('rate_limited');
    await visit('2001:db8:0:1::1');
  });
});
