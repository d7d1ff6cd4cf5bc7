import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { calls, fullPath } from '@passline/contracts';
import { OrderFixture } from './testing/order-fixture.ts';
import { eventually } from './testing/eventually.ts';
import { expectAllReceived, startRecordingClient, readDueEvents } from './testing/ledger.ts';
import { endServices, LoadBalancer, startSharedStore } from './testing/services.ts';
import { OrderLoad } from './testing/order-load.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const JWT_SECRET = 'a secret of more than thirty-two characters';

afterAll(async () => {
  await stopAll();
  await endServices();
});
afterEach(closeSockets);

test('during the stop notice a node serves requests and open sockets, and accepts no new socket', async () => {
  const server = await startServer({ STOP_NOTICE_SECONDS: '2' });
  const { token } = await server.api.signIn('owner');
  const connection = await Connection.as(server.url, token);
  const stopped = server.stop();
  const ready = async () => (await server.api.send(calls.ready)).status;
  await eventually(ready, (status) => status === 503);
  const answer = await server.api.as(token).send(calls.me);
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  expect(await Connection.closedUnanswered(server.url, { token })).toBe('transport close');
  await connection.ok('ping');
  await connection.next('server:drain');
  await connection.closed();
  expect(await stopped).toBe(0);
});

test.each(['1', '2'])('a stop waits for a request that is being sent (WORKERS=%s)', async (WORKERS) => {
  const server = await startServer({ WORKERS });
  const body = JSON.stringify({ email: 'owner@demo.passline.local', password: 'passline-demo' });
  const agent = new Agent({ keepAlive: true });
  const sending = request(server.url + fullPath(calls.login), {
    method: 'POST',
    agent,
    // Its head is answered with 100 as soon as it has been read.
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  sending.write(body.slice(0, 10));
  const stopped = server.stop();
  await eventually(
    async () =>
      server.api.send(calls.live).then(
        () => true,
        () => false,
      ),
    (open) => !open,
  );
  sending.end(body.slice(10));
  const [answer] = (await once(sending, 'response')) as [{ statusCode: number; resume: () => void }];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(await stopped).toBe(0);
  agent.destroy();
});

test('nodes restart in turn under load: all clients move to the other node, and no event is lost or doubled', async () => {
  const store = await startSharedStore();
  const env = { MONGODB_URI: store.url, JWT_SECRET, SOCKETS_PER_USER: '1000' };
  const nodes: RunningServer[] = [await startServer(env), await startServer(env)];
  let open = [...nodes];
  const urls = () => open.map(({ url }) => url);
  const entrance = await LoadBalancer.start(urls);
  const fixture = await OrderFixture.signIn(nodes[0]!);
  const { session: owner } = await nodes[0]!.api.signIn('owner');
  const customer = await fixture.newUser('customer');
  const session = { ...owner, accessToken: customer.token };
  const options = { transports: ['websocket'] };
  const listeners = await Promise.all(
    Array.from({ length: 10 }, () => startRecordingClient(entrance.url, owner, options)),
  );
  const moves = listeners.map(({ live }) => {
    const seen: string[] = [];
    live.status$.subscribe(({ state, reason }) => seen.push(`${state} ${reason ?? ''}`.trim()));
    return seen;
  });
  const load = new OrderLoad(urls, owner, session, fixture.dish);
  let over = false;
  const ordering = load.placeWhile(() => !over);
  for (const index of [0, 1]) {
    const before = load.placed.length;
    await eventually(
      async () => load.placed.length,
      (placed) => placed >= before + 2,
      60_000,
    );
    const leaving = nodes[index]!;
    // A load balancer sends no new connections to a node that is not ready.
    open = nodes.filter((node) => node !== leaving);
    expect(await leaving.stop()).toBe(0);
    nodes[index] = await leaving.startAgain();
    open = [...nodes];
  }
  over = true;
  await ordering;
  const who = nodes[0]!.api.as(owner.accessToken);
  await expectAllReceived(listeners, () => readDueEvents(who, load.placed, true));
  // Each of them was told to move at least once, and none was cut off.
  for (const seen of moves) {
    expect(seen).toContain('reconnecting moving');
    expect(seen.filter((state) => state !== 'connected' && !state.endsWith('moving'))).toEqual([]);
  }
  for (const { live } of listeners) live.stop();
}, 180_000);
