import { pathOf } from '@passline/api-client';
import type { Order, OrderStatus } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { signIn } from './console.ts';
import { Guest } from './rest.ts';

const walk: OrderStatus[] = ['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery'];

export interface Measured {
  /** Durations of tasks over 50 ms since the last reading. */
  tasks: number[];
  /** Heap in MiB after garbage collection. */
  heap: number;
}

/**
 * A board with many open orders and a stream of events at any pace, played to one page: the snapshot by a route, the
 * events into its own live socket. No kitchen is as busy as this, and no server's speed is in it.
 */
export async function playRush(page: Page, url: string, count: number) {
  const [customer, owner] = await Promise.all([Guest.in(url, 'customer'), Guest.in(url, 'owner')]);
  const restaurantId = owner.session.user.restaurantId ?? '';
  const template = await customer.order(restaurantId);
  // Not connected to the real server, whose events must not mix with the played ones.
  await owner.call('cancelOrder', { params: { id: template.id }, body: { reason: 'Only a pattern' } });
  const readyAt = new Date(Date.now() + 20 * 60_000).toISOString();
  const orders = Array.from({ length: count }, (_, n): Order => ({
    ...template,
    id: `rush-${n}`,
    number: String(n + 100),
    status: walk[n % walk.length] ?? 'pending',
    alert: { ...template.alert, acknowledgedAt: template.createdAt },
    promise: n % walk.length === 0 ? null : { readyAt, deliverAt: readyAt },
  }));
  await page.route(
    (url) => url.pathname === pathOf('listOrders') && url.searchParams.get('status') === 'open',
    (route) => route.fulfill({ json: { items: orders, nextCursor: null } }),
  );
  const stream = `restaurant:${restaurantId}`;
  let say: ((frame: string) => void) | undefined;
  let at: { seq: number; epoch: string } | undefined;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    say = (frame) => {
      socket.send(frame);
    };
    server.onMessage((frame) => {
      const found = new RegExp(`"${stream}":\\{"seq":(\\d+),"epoch":"([^"]+)"`).exec(String(frame));
      if (found) at = { seq: Number(found[1]), epoch: found[2] ?? '' };
      socket.send(frame);
    });
  });
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
  });
  await signIn(page, 'owner');
  await page.locator('pl-ticket').nth(walk.length).waitFor();
  if (!at) throw new Error('the line did not say where the stream stands');
  const place = at;
  const devtools = await page.context().newCDPSession(page);
  let sent = 0;

  return {
    orders,
    inStatus: (status: OrderStatus) => orders.filter((it) => it.status === status).length,
    /** Moves the next order to its next state; after the last one it starts again. */
    next(): Order {
      const order = orders[(sent * 7) % orders.length];
      if (!order) throw new Error('there are no orders to move');
      const from = order.status;
      order.status = walk[(walk.indexOf(from) + 1) % walk.length] ?? 'pending';
      order.version += 1;
      place.seq += 1;
      sent += 1;
      const payload = {
        orderId: order.id,
        orderNumber: order.number,
        restaurantId,
        oldStatus: from,
        status: order.status,
        message: '',
        version: order.version,
      };
      const meta = { id: `e-${sent}`, at: new Date().toISOString(), streams: { [stream]: { ...place } } };
      say?.(`42${JSON.stringify(['order:status:update', payload, meta])}`);
      return order;
    },
    async measured(): Promise<Measured> {
      await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      const tasks = await page.evaluate(() =>
        (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0),
      );
      return { tasks, heap: usedSize / 2 ** 20 };
    },
  };
}
