import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { calls, fullPath } from '@passline/contracts';
import { Cast } from './testing/cast.ts';
import { eventually } from './testing/eventually.ts';
import { balance, listen, owed } from './testing/ledger.ts';
import { endServices, Entrance, startStore } from './testing/machines.ts';
import { Rush } from './testing/rush.ts';
import { type Running, startServer, stopAll } from './testing/server.ts';
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
  const store = await startStore();
  const env = { MONGODB_URI: store.url, JWT_SECRET, SOCKETS_PER_USER: '1000' };
  const nodes: Running[] = [await startServer(env), await startServer(env)];
  let open = [...nodes];
  const urls = () => open.map(({ url }) => url);
  const entrance = await Entrance.to(urls);
  const cast = await Cast.at(nodes[0]!);
  const { session: owner } = await nodes[0]!.api.signIn('owner');
  const customer = await cast.person('customer');
  const session = { ...owner, accessToken: customer.token };
  const options = { transports: ['websocket'] };
  const listeners = await Promise.all(Array.from({ length: 10 }, () => listen(entrance.url, owner, options)));
  const moves = listeners.map(({ live }) => {
    const seen: string[] = [];
    live.status$.subscribe(({ state, reason }) => seen.push(`${state} ${reason ?? ''}`.trim()));
    return seen;
  });
  const rush = new Rush(urls, owner, session, cast.dish);
  let over = false;
  const ordering = rush.while(() => !over);
  for (const index of [0, 1]) {
    const before = rush.placed.length;
    await eventually(
      async () => rush.placed.length,
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
  await balance(listeners, () => owed(who, rush.placed, true));
  // Each of them was told to move at least once, and none was cut off.
  for (const seen of moves) {
    expect(seen).toContain('reconnecting moving');
    expect(seen.filter((state) => state !== 'connected' && !state.endsWith('moving'))).toEqual([]);
  }
  for (const { live } of listeners) live.stop();
}, 180_000);
