import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { calls } from '@passline/contracts';
import { inside, type Inside } from '../../../tools/testing/inside.ts';
import { launchServer, temporaryDirectory, whenReady } from '../../../tools/testing/server-process.ts';
import { Api } from './testing/api.ts';
import { aurora, orderRequest, dishWithoutOptions } from './testing/orders.ts';
import { stopAll } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';

const clients = 16;
const orders = 320;
/** All that one accepted order causes: the relay, every durable consumer and the log. Lower it with every improvement. */
const mostCommands = 2.5;

afterEach(closeSockets);
afterAll(stopAll);

type Counts = Record<string, number>;

const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)]));

async function countDuring(look: Inside, work: () => Promise<unknown>) {
  const [before, began] = [await look.storeCommands(), performance.now()];
  await work();
  return { counts: difference(await look.storeCommands(), before), ms: performance.now() - began };
}

test(`an accepted order costs at most ${mostCommands} store commands, with ${clients} clients`, async () => {
  const dataDir = temporaryDirectory();
  const child = launchServer({
    flags: ['--inspect=127.0.0.1:0', '--import', './tools/testing/count-store-commands.ts'],
    env: { DATA_DIR: dataDir, RATE_LIMIT_FACTOR: '100000', OVERLOAD_LAG_MS: '60000', LOG_LEVEL: 'warn' },
  });
  const [{ url }, look] = await Promise.all([whenReady(child, dataDir), inside(child)]);
  const api = new Api(url);
  const [owner, customer] = await api.signInAll('owner', 'customer');
  await owner.ok(calls.changeRestaurant, {
    params: { id: aurora },
    body: { autoAccept: { enabled: true, readyInMinutes: 20 } },
  });
  const screen = await Connection.as(url, owner.token);
  const dish = await dishWithoutOptions(api);
  const placeAll = async (count: number) => {
    let left = count;
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (left-- > 0)
          await customer
            .as(customer.token, { 'idempotency-key': randomUUID() })
            .ok(calls.placeOrder, { body: orderRequest(dish, { fulfilment: 'pickup' }) });
      }),
    );
    await pause(500);
  };
  await placeAll(clients);

  // What the server does by itself while it is idle belongs to no order.
  const idle = await countDuring(look, () => pause(3_000));
  const { counts, ms } = await countDuring(look, () => placeAll(orders));
  const perOrder = Object.entries(counts)
    .map(([key, count]) => ({
      command: key,
      perOrder: Math.max(0, count - ((idle.counts[key] ?? 0) * ms) / idle.ms) / orders,
    }))
    .filter((row) => row.perOrder >= 0.005)
    .toSorted((a, b) => b.perOrder - a.perOrder);
  const total = perOrder.reduce((sum, row) => sum + row.perOrder, 0);
  const table = [...perOrder, { command: 'in total', perOrder: total }];
  process.stdout.write(
    table.map((row) => `${row.perOrder.toFixed(2).padStart(6)}  ${row.command}\n`).join(''),
  );
  look.close();

  // The order, its number and its event were not lost on the way to the counter.
  expect(counts['insert orders']).toBeGreaterThan(0);
  expect(counts['findAndModify order_numbers']).toBeGreaterThan(0);
  expect(counts['insert event_log']).toBeGreaterThan(0);
  expect(screen.received.filter(({ event }) => event === 'order:new')).toHaveLength(orders + clients);
  expect(total).toBeLessThanOrEqual(mostCommands);
});
