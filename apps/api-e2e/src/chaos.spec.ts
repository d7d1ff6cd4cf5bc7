import { calls } from '@passline/contracts';
import { CuttingProxy } from '@passline/realtime-client/testing/cutting-proxy';
import { expectAllReceived, startRecordingClient, readDueEvents } from './testing/ledger.ts';
import { aurora, moveOrder, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';

// A short load in the suite; the benchmarks page was measured with CHAOS_CLIENTS=200 CHAOS_SECONDS=60.
const clients = Number(process.env['CHAOS_CLIENTS'] ?? 40);
const seconds = Number(process.env['CHAOS_SECONDS'] ?? 12);
const cutEveryMs = 2_500;

afterAll(stopAll);

test(
  `${clients} clients whose connections are cut repeatedly under load receive every event once and in order`,
  async () => {
    const server = await startServer({ SOCKETS_PER_USER: '1000' });
    const [owner, customer] = await server.api.signInAll('owner', 'customer');
    const dish = await dishWithoutOptions(server.api);
    const proxy = await CuttingProxy.to(Number(new URL(server.url).port));
    const sessions = [owner.session, customer.session];
    const listeners = await Promise.all(
      Array.from({ length: clients }, (_, i) => startRecordingClient(proxy.url, sessions[i % 2]!)),
    );

    const placed: string[] = [];
    const until = Date.now() + seconds * 1000;
    const cutting = setInterval(() => proxy.cut(), cutEveryMs);
    try {
      while (Date.now() < until) {
        const { id } = await placeOrder(customer, dish, { restaurantId: aurora, fulfilment: 'pickup' });
        placed.push(id);
        await owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 15 } });
        await moveOrder(owner, id, 'preparing', 'ready', 'delivered');
      }
    } finally {
      clearInterval(cutting);
    }

    for (const [reader, isStaff] of [
      [owner, true],
      [customer, false],
    ] as const) {
      const theirs = listeners.filter((_, i) => (i % 2 === 0) === isStaff);
      await expectAllReceived(theirs, () => readDueEvents(reader, placed, isStaff));
    }
    expect(placed.length).toBeGreaterThan(3);
    for (const { live } of listeners) live.stop();
    await proxy.close();
  },
  (seconds + 120) * 1000,
);
