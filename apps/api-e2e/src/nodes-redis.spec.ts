import { calls, type Session } from '@passline/contracts';
import { Cast } from './testing/cast.ts';
import { eventually } from './testing/eventually.ts';
import { balance, listen, type Listener, owed } from './testing/ledger.ts';
import { endServices, Entrance, type Service, startRedis, startStore } from './testing/machines.ts';
import { move } from './testing/ordering.ts';
import { Rush } from './testing/rush.ts';
import { type Running, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

// In the suite a few; NODE_KILLS=20 is what the benchmarks page tells of.
const kills = Number(process.env['NODE_KILLS'] ?? 3);

let redis: Service;
let store: Service;
let nodes: Running[];
let cast: Cast;
let entrance: Entrance;
let owner: Session;

const urls = () => nodes.map(({ url }) => url);
const healthOf = async ({ api }: Running) => {
  const answer = await api.send(calls.health);
  const ready = await api.send(calls.ready);
  const { status, checks } = (await answer.json()) as {
    status: string;
    checks: Record<string, { status: string }>;
  };
  return { status, redis: checks['redis']?.status, ready: ready.status };
};
const allAre = (wanted: object) => async () =>
  eventually(
    () => Promise.all(nodes.map(healthOf)),
    (found) => found.every((each) => JSON.stringify(each) === JSON.stringify(wanted)),
    30_000,
  );
const whole = allAre({ status: 'ok', redis: 'up', ready: 200 });

beforeAll(async () => {
  [redis, store] = await Promise.all([startRedis(), startStore()]);
  const env = {
    MONGODB_URI: store.url,
    REDIS_URL: redis.url,
    JWT_SECRET: 'a secret of more than thirty-two characters',
    SOCKETS_PER_USER: '1000',
  };
  nodes = [await startServer({ ...env, NODE_ID: 'a' }), await startServer({ ...env, NODE_ID: 'b' })];
  await whole();
  cast = await Cast.at(nodes[0]!);
  owner = (await nodes[0]!.api.signIn('owner')).session;
  entrance = await Entrance.to(urls);
});
afterAll(async () => {
  await stopAll();
  await endServices();
});
afterEach(closeSockets);

interface Party {
  customer: Session;
  listeners: [staff: Listener[], theirs: Listener[]];
}

/** Clients of ours at both nodes, who come back wherever the entrance leads them. */
async function party(each = 6): Promise<Party> {
  const { token } = await cast.person('customer');
  const customer = { ...owner, accessToken: token };
  const at = (session: Session) =>
    Promise.all(
      Array.from({ length: each }, () => listen(entrance.url, session, { transports: ['websocket'] })),
    );
  return { customer, listeners: [await at(owner), await at(customer)] };
}

async function settle({ customer, listeners }: Party, placed: readonly string[]): Promise<void> {
  for (const [index, isStaff] of [true, false].entries()) {
    const who = nodes[0]!.api.as((isStaff ? owner : customer).accessToken);
    await balance(listeners[index]!, () => owed(who, placed, isStaff));
  }
  for (const { live } of listeners.flat()) live.stop();
}

test('events of one node arrive at the other through Redis, not by a read of the log', async () => {
  const customer = await cast.person('customer');
  const connection = await Connection.as(nodes[1]!.url, customer.token);
  for (let again = 0; again < 5; again += 1) {
    const { id } = await cast.order(customer);
    await move(cast.owner, id, 'confirmed', 'preparing', 'ready');
    await connection.next(
      'order:status:update',
      ({ orderId, status }) => orderId === id && status === 'ready',
    );
  }
  expect(connection.of('order:status:update')).toHaveLength(15);
  const metrics = await (await nodes[1]!.api.send(calls.metrics)).text();
  expect(metrics).toMatch(/^passline_socket_gaps_healed_total 0$/m);
  expect(metrics).toMatch(/^passline_redis_up 1$/m);
  const status = await cast.operator.ok(calls.socketStatus);
  expect(status.users.find(({ userId }) => userId === customer.id)?.sockets).toBe(1);
});

test('a kill of Redis under load degrades the nodes until it is back; no event is lost or doubled', async () => {
  const all = await party();
  const rush = new Rush(urls, owner, all.customer, cast.dish);
  let over = false;
  const ordering = rush.while(() => !over);
  const some = async (more: number) => {
    const before = rush.placed.length;
    await eventually(
      async () => rush.placed.length,
      (placed) => placed >= before + more,
      60_000,
    );
  };
  await some(2);
  await redis.process.kill();
  await some(3);
  await allAre({ status: 'degraded', redis: 'degraded', ready: 200 })();
  await redis.process.start();
  await some(3);
  over = true;
  await ordering;
  await settle(all, rush.placed);
  await whole();
  // The API rejected no request.
  expect(rush.again).toBe(0);
}, 180_000);

test('a kill of the store under load is answered with 503; sockets stay connected and no event is lost', async () => {
  const all = await party();
  const connection = await Connection.as(nodes[1]!.url, all.customer.accessToken);
  const rush = new Rush(urls, owner, all.customer, cast.dish);
  let over = false;
  const ordering = rush.while(() => !over);
  await eventually(
    async () => rush.placed.length,
    (placed) => placed >= 2,
    60_000,
  );
  await store.process.kill();
  for (const { api } of nodes) {
    const problem = await api.as(owner.accessToken).refused(calls.listOrders);
    expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
    expect(problem.retryAfter).toBeGreaterThan(0);
  }
  const refused = await connection.rejected('join:order', 'some-order');
  expect(refused).toMatchObject({ code: 'unavailable' });
  expect((await Promise.all(nodes.map(healthOf))).map(({ ready }) => ready)).toEqual([503, 503]);
  await store.process.start();
  await whole();
  const before = rush.placed.length;
  await eventually(
    async () => rush.placed.length,
    (placed) => placed >= before + 2,
    60_000,
  );
  over = true;
  await ordering;
  expect(connection.socket.connected).toBe(true);
  await settle(all, rush.placed);
}, 180_000);

test('a store and a Redis that hang count as unavailable, and are used again when they answer', async () => {
  const connection = await Connection.as(nodes[1]!.url, owner.accessToken);
  redis.process.suspend();
  await allAre({ status: 'degraded', redis: 'degraded', ready: 200 })();
  const { id } = await cast.order(await cast.person('customer'));
  await connection.next('order:new', ({ orderId }) => orderId === id);
  store.process.suspend();
  const api = nodes[0]!.api.as(owner.accessToken);
  const problem = await api.refused(calls.listOrders);
  expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
  expect(connection.socket.connected).toBe(true);
  redis.process.resume();
  store.process.resume();
  await whole();
  await move(cast.owner, id, 'confirmed');
  await connection.next('order:status:update', ({ orderId }) => orderId === id);
});

test(
  `${kills} kills of a node under load: no event is lost or doubled`,
  async () => {
    const all = await party();
    const rush = new Rush(urls, owner, all.customer, cast.dish);
    let killed = 0;
    const ordering = rush.while(() => killed < kills);
    while (killed < kills) {
      const before = rush.placed.length;
      await eventually(
        async () => rush.placed.length,
        (placed) => placed >= before + 2,
        60_000,
      );
      const dying = nodes[killed % 2]!;
      await dying.stop('SIGKILL');
      nodes[killed % 2] = await dying.startAgain();
      killed += 1;
    }
    await ordering;
    await settle(all, rush.placed);
    expect(rush.placed.length).toBeGreaterThanOrEqual(kills * 2);
  },
  120_000 + kills * 60_000,
);
