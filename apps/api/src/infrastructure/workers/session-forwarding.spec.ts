import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SessionForwarding } from './session-forwarding.ts';
import { sessionIds } from './session-ids.ts';
import type { WorkerBus } from './worker-bus.ts';

const servers: Server[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** A server whose answers name it and repeat what it got. */
async function serverNamed(name: string): Promise<Server> {
  const server = createServer((incoming, response) => {
    response.setHeader('x-served-by', name);
    void text(incoming).then((body) => response.end(`${incoming.method ?? ''} ${body}`));
  });
  server.on('upgrade', (_incoming, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${name}`,
    );
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Worker 1, which knows the ports of these others. */
async function firstWorker(ports: Record<number, number>): Promise<Server> {
  const server = await serverNamed('one');
  const bus = { slot: { number: 1 }, pool: { wanted: 3, ports } } as unknown as WorkerBus;
  new SessionForwarding(bus).attach(server);
  return server;
}

const pathOf = (sid?: string) => `/socket.io/?EIO=4&transport=polling${sid ? `&sid=${sid}` : ''}`;
const sidOf = (worker: number) => sessionIds(undefined, worker)();

async function post(server: Server, path: string) {
  const response = await fetch(`http://127.0.0.1:${portOf(server)}${path}`, {
    method: 'POST',
    body: 'hello',
  });
  return {
    status: response.status,
    by: response.headers.get('x-served-by'),
    text: await response.text(),
  };
}

test('a request of another worker’s session is forwarded to the private port of that worker', async () => {
  const [two, three] = [await serverNamed('two'), await serverNamed('three')];
  const one = await firstWorker({ 1: 1, 2: portOf(two), 3: portOf(three) });
  expect(await post(one, pathOf(sidOf(2)))).toEqual({ status: 200, by: 'two', text: 'POST hello' });
  expect(await post(one, pathOf(sidOf(3)))).toMatchObject({ by: 'three' });
});

test('own sessions, new sessions and all other requests are served where they arrive', async () => {
  const one = await firstWorker({ 2: portOf(await serverNamed('two')) });
  for (const path of [pathOf(sidOf(1)), pathOf(), `/api/v1/orders?sid=${sidOf(2)}`])
    expect(await post(one, path)).toMatchObject({ status: 200, by: 'one' });
});

test('a session of a worker that is not running is unknown, so that the client starts a new one', async () => {
  const closed = await serverNamed('closed');
  const port = portOf(closed);
  closed.close();
  const one = await firstWorker({ 3: port });
  const unknown = { status: 400, by: null, text: '{"code":1,"message":"Session ID unknown"}' };
  expect(await post(one, pathOf(sidOf(2)))).toEqual(unknown);
  expect(await post(one, pathOf(sidOf(3)))).toEqual(unknown);
});

test('an upgrade is forwarded as well, and closed when its worker is not running', async () => {
  const one = await firstWorker({ 2: portOf(await serverNamed('two')) });
  const upgrade = async (sid: string): Promise<string> => {
    const asked = request({
      host: '127.0.0.1',
      port: portOf(one),
      path: pathOf(sid),
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    });
    asked.end();
    return new Promise((resolve) => {
      asked.once('error', () => resolve('closed'));
      asked.once('upgrade', (_response, socket, head: Buffer) => {
        let got = head.toString();
        socket.on('data', (chunk: Buffer) => (got += chunk.toString()));
        socket.once('close', () => resolve(got));
      });
    });
  };
  expect(await upgrade(sidOf(1))).toBe('one');
  expect(await upgrade(sidOf(2))).toBe('two');
  expect(await upgrade(sidOf(3))).toBe('closed');
});

test('a single process forwards nothing', async () => {
  const server = await serverNamed('alone');
  new SessionForwarding({ slot: null, pool: null } as unknown as WorkerBus).attach(server);
  expect(await post(server, pathOf(sidOf(2)))).toMatchObject({ by: 'alone' });
});
