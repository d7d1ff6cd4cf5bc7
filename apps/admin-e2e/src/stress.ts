/**
 * 500 open orders and 50 events per second on the built board, in real Chromium: `node apps/admin-e2e/src/stress.ts [seconds]`.
 * Says how many tasks were longer than 50 ms and how the heap went. It judges nothing: a machine that is busy is slow.
 */
import type { Order, OrderStatus } from '@passline/contracts';
import { launch } from './testing/chromium.ts';
import { openDesk, signIn } from './testing/console.ts';
import { Guest } from './testing/rest.ts';
import { startServer } from './testing/server.ts';

const seconds = Number(process.argv[2] ?? 20);
const perSecond = 50;
const walk: OrderStatus[] = ['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery'];

const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  const [customer, owner] = await Promise.all([
    Guest.in(server.url, 'customer'),
    Guest.in(server.url, 'owner'),
  ]);
  const restaurantId = owner.session.user.restaurantId ?? '';
  const template = await customer.order(restaurantId);
  // Over before it begins: the real server must not say anything into the played stream.
  await owner.call('POST', `/orders/${template.id}/cancel`, { reason: 'Only a pattern' });
  const readyAt = new Date(Date.now() + 20 * 60_000).toISOString();
  const orders = Array.from({ length: 500 }, (_, n): Order => ({
    ...template,
    id: `stress-${n}`,
    number: String(n + 100),
    status: walk[n % walk.length] ?? 'pending',
    alert: { ...template.alert, acknowledgedAt: template.createdAt },
    promise: n % walk.length === 0 ? null : { readyAt, deliverAt: readyAt },
  }));

  const { page } = await openDesk(browser, server.url, {});
  await page.route('**/orders?status=open*', (route) =>
    route.fulfill({ json: { items: orders, nextCursor: null } }),
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
    ).observe({
      type: 'longtask',
    });
  });
  await signIn(page, 'owner');
  await page.locator('pl-ticket').nth(50).waitFor();
  const measured = () =>
    page.evaluate(() => ({
      tasks: (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0),
      heap:
        (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20,
    }));
  const start = await measured();
  process.stdout.write(
    `first rendering: long tasks ${start.tasks.map(Math.round).join(', ') || 'none'} ms, heap ${start.heap.toFixed(1)} MiB\n`,
  );
  if (!at) throw new Error('the line did not say where the stream stands');

  for (let sent = 0; sent < seconds * perSecond; sent++) {
    const order = orders[(sent * 7) % orders.length];
    if (!order) continue;
    const from = order.status;
    order.status = walk[(walk.indexOf(from) + 1) % walk.length] ?? 'pending';
    order.version += 1;
    at.seq += 1;
    const payload = {
      orderId: order.id,
      orderNumber: order.number,
      restaurantId,
      oldStatus: from,
      status: order.status,
      message: '',
      version: order.version,
    };
    const meta = { id: `e-${sent}`, at: new Date().toISOString(), streams: { [stream]: { ...at } } };
    say?.(`42${JSON.stringify(['order:status:update', payload, meta])}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  const due = orders.filter(({ status }) => status === 'ready').length;
  await page.locator('pl-column:has(#column-ready) header span', { hasText: String(due) }).waitFor();
  const end = await measured();
  process.stdout.write(
    `${seconds} s at ${perSecond} events/s: ${end.tasks.length} tasks over 50 ms (${end.tasks.map(Math.round).join(', ')}), heap ${end.heap.toFixed(1)} MiB\n`,
  );
} finally {
  await browser.close();
  await server.stop();
}
