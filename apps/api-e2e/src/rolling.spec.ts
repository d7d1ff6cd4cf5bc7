import { calls, fullPath } from '@passline/contracts';
import { freePort } from '../../../tools/testing/managed-process.ts';
import { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  expectAllReceived,
  startRecordingClient,
  type RecordingClient,
  readDueEvents,
} from './testing/ledger.ts';
import { endServices, startRedis, startSharedStore } from './testing/services.ts';
import { hasNginx, type NginxProcess, startNginx, stopProxies } from './testing/nginx.ts';
import { dishWithoutOptions } from './testing/orders.ts';
import { OrderLoad } from './testing/order-load.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

// A short run in the suite; the benchmarks page was measured with ROLLING_CLIENTS=200 ROLLING_ROUNDS=5.
const clients = Number(process.env['ROLLING_CLIENTS'] ?? 30);
const rounds = Number(process.env['ROLLING_ROUNDS'] ?? 1);

let nodes: [RunningServer, RunningServer];
let proxy: NginxProcess;
const listeners: (RecordingClient & { away: number[] })[] = [];

const here = hasNginx ? describe : describe.skip;

afterAll(async () => {
  for (const { live } of listeners) live.stop();
  await stopProxies();
  await stopAll();
  await endServices();
});

/** Records the duration of each disconnection. */
function stopwatch({ live, received }: RecordingClient): RecordingClient & { away: number[] } {
  const away: number[] = [];
  let since: number | undefined;
  live.status$.subscribe(({ state }) => {
    if (state !== 'connected') since ??= performance.now();
    else if (since !== undefined) {
      away.push(performance.now() - since);
      since = undefined;
    }
  });
  return { live, received, away };
}

const allClientsConnected = () =>
  eventually(
    async () => {
      let connected = 0;
      for (const { live } of listeners)
        live.status$.subscribe(({ state }) => (connected += Number(state === 'connected'))).unsubscribe();
      return connected;
    },
    (connected) => connected === listeners.length,
    30_000,
  );

/** Waits until nginx uses the node again. Stopping the other one before would leave nginx without a node. */
async function servesAgain(node: RunningServer): Promise<void> {
  const from = proxy.log().length;
  await eventually(
    async () => {
      await fetch(proxy.url + fullPath(calls.live));
      return proxy.log().slice(from);
    },
    (log) => log.includes(`"node":"${new URL(node.url).host}"`),
  );
}

here('a rolling restart of both nodes behind nginx, with Redis, under load', () => {
  beforeAll(async () => {
    const [store, redis] = await Promise.all([startSharedStore(), startRedis()]);
    const env = {
      MONGODB_URI: store.url,
      REDIS_URL: redis.url,
      JWT_SECRET: 'a secret of more than thirty-two characters',
      TRUSTED_PROXIES: '127.0.0.1',
      SOCKETS_PER_USER: '1000',
    };
    const first = await startServer({ ...env, NODE_ID: 'a', PORT: String(await freePort()) });
    nodes = [first, await startServer({ ...env, NODE_ID: 'b', PORT: String(await freePort()) })];
    proxy = await startNginx([nodes[0].url, nodes[1].url]);
  });

  test(
    'loses nothing, doubles nothing, answers every retry, and all clients reconnect',
    async () => {
      const through = new Api(proxy.url);
      const [owner, customer] = await through.signInAll('owner', 'customer');
      const sessions = [owner.session, customer.session] as const;
      const transports = [['websocket'], ['polling'], ['polling', 'websocket']];
      for (let serial = 0; serial < clients; serial++) {
        const options = { transports: transports[Math.floor(serial / 2) % transports.length] };
        listeners.push(stopwatch(await startRecordingClient(proxy.url, sessions[serial % 2]!, options)));
      }

      const load = new OrderLoad(
        () => [proxy.url],
        owner.session,
        customer.session,
        await dishWithoutOptions(through),
      );
      const enough = new AbortController();
      const loading = Promise.all(
        Array.from({ length: 3 }, () => load.placeWhile(() => !enough.signal.aborted)),
      );
      try {
        for (let round = 0; round < rounds; round++)
          for (const at of [0, 1] as const) {
            const before = load.placed.length;
            expect(await nodes[at].stop()).toBe(0);
            // Now the other node serves alone.
            await eventually(
              async () => load.placed.length,
              (placed) => placed > before + 2,
              30_000,
            );
            await allClientsConnected();
            nodes[at] = await nodes[at].startAgain();
            await servesAgain(nodes[at]);
          }
      } finally {
        enough.abort();
        await loading;
      }

      for (const [reader, isStaff] of [
        [owner, true],
        [customer, false],
      ] as const) {
        await expectAllReceived(
          listeners.filter((_, serial) => (serial % 2 === 0) === isStaff),
          () => readDueEvents(reader, load.placed, isStaff),
        );
      }
      const away = listeners.flatMap(({ away: times }) => times).sort((a, b) => a - b);
      const at = (share: number) => Math.round(away[Math.floor((away.length - 1) * share)] ?? 0);
      process.stdout.write(
        `${load.placed.length} orders, ${listeners.length} clients, ${away.length} moves to the other node: ` +
          `back after ${at(0.5)} ms (p50), ${at(0.95)} ms (p95), ${at(1)} ms (max); ${load.retries} requests tried again\n`,
      );
      expect(away.length).toBeGreaterThanOrEqual(listeners.length);
    },
    180_000 + rounds * 60_000,
  );
});
