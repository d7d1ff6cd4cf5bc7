import { calls, type Session } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { CuttingProxy } from '@passline/realtime-client/testing/cutting-proxy';
import { io } from 'socket.io-client';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, move, order, plainDish } from './testing/ordering.ts';
import { startServer, stopAll } from './testing/server.ts';

// In the suite a short rush; CHAOS_CLIENTS=200 CHAOS_SECONDS=60 is the one that the benchmarks page tells of.
const clients = Number(process.env['CHAOS_CLIENTS'] ?? 40);
const seconds = Number(process.env['CHAOS_SECONDS'] ?? 12);
const cutEveryMs = 2_500;

afterAll(stopAll);

interface Listener {
  live: RealtimeClient;
  /** `event order version`, as they came. */
  heard: string[];
}

async function listen(url: string, session: Session): Promise<Listener> {
  const heard: string[] = [];
  const live = createRealtimeClient({ connect: { url, io }, token: () => session.accessToken });
  for (const event of [
    'order:new',
    'order:status:update',
    'order:promise:update',
    'order:acknowledged',
  ] as const)
    live
      .events(event)
      .subscribe(({ payload }) => heard.push(`${event} ${payload.orderId} ${payload.version}`));
  const connected = new Promise<void>((resolve) => {
    live.status$.subscribe(({ state }) => state === 'connected' && resolve());
  });
  live.start();
  await connected;
  return { live, heard };
}

/** What the order's own history owes to this party. */
async function owed(who: Api, orderId: string, isStaff: boolean): Promise<string[]> {
  const { items } = await who.ok(calls.getOrderEvents, { params: { id: orderId } });
  const names: Record<string, string | undefined> = {
    'order.placed': 'order:new',
    'order.moved': 'order:status:update',
    'order.promised': 'order:promise:update',
    ...(isStaff && { 'order.acknowledged': 'order:acknowledged' }),
  };
  return items.flatMap(({ type, version }) => (names[type] ? [`${names[type]} ${orderId} ${version}`] : []));
}

test(
  `${clients} clients, every line cut again and again during a rush: nothing lost, nothing doubled, in order`,
  async () => {
    const server = await startServer({ SOCKETS_PER_USER: '1000' });
    const [owner, customer] = await server.api.signInAll('owner', 'customer');
    const dish = await plainDish(server.api);
    const proxy = await CuttingProxy.to(Number(new URL(server.url).port));
    const sessions = [owner.session, customer.session];
    const listeners = await Promise.all(
      Array.from({ length: clients }, (_, i) => listen(proxy.url, sessions[i % 2]!)),
    );

    const placed: string[] = [];
    const until = Date.now() + seconds * 1000;
    const cutting = setInterval(() => proxy.cut(), cutEveryMs);
    try {
      while (Date.now() < until) {
        const { id } = await order(customer, dish, { restaurantId: aurora, fulfilment: 'pickup' });
        placed.push(id);
        await owner.ok(calls.promiseOrder, { params: { id }, body: { readyInMinutes: 15 } });
        await move(owner, id, 'preparing', 'ready', 'delivered');
      }
    } finally {
      clearInterval(cutting);
    }

    for (const [party, isStaff] of [
      [owner, true],
      [customer, false],
    ] as const) {
      const due = (await Promise.all(placed.map((id) => owed(party, id, isStaff)))).flat();
      const theirs = listeners.filter((_, i) => (i % 2 === 0) === isStaff);
      await eventually(
        async () => theirs.map(({ heard }) => heard.length),
        (counts) => counts.every((count) => count >= due.length),
        30_000,
      );
      for (const { heard } of theirs) {
        expect([...heard].sort()).toEqual([...due].sort());
        // Commit order, per order: the versions only grow.
        const last = new Map<string, number>();
        for (const entry of heard) {
          const [, id, version] = entry.split(' ') as [string, string, string];
          expect(Number(version)).toBeGreaterThanOrEqual(last.get(id) ?? 0);
          last.set(id, Number(version));
        }
      }
    }
    expect(placed.length).toBeGreaterThan(3);
    for (const { live } of listeners) live.stop();
    await proxy.close();
  },
  (seconds + 120) * 1000,
);
