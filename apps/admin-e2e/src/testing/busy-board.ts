import { pathOf } from '@passline/api-client';
import type { Order, OrderStatus, StreamPosition } from '@passline/contracts';
import type { CDPSession, Page } from 'playwright-core';
import { signIn } from './console.ts';
import { ApiUser } from '../../../../tools/testing/browser/api-user.ts';

const steps: OrderStatus[] = ['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery'];

export interface Measurement {
  /** Durations of tasks over 50 ms since the last reading. */
  tasks: number[];
  /** Heap in MiB after garbage collection. */
  heap: number;
}

const stream = (restaurantId: string) => `restaurant:${restaurantId}`;

/**
 * Shows one page a board with many open orders and then any number of events. The orders come from a mocked route and the
 * events are written into the page's own socket, so that no server limits their rate.
 */
export async function fakeBusyBoard(page: Page, url: string, count: number): Promise<BusyBoard> {
  const [customer, owner] = await Promise.all([
    ApiUser.signIn(url, 'customer'),
    ApiUser.signIn(url, 'owner'),
  ]);
  const restaurantId = owner.session.user.restaurantId ?? '';
  const template = await customer.order(restaurantId);
  // So that the server sends no events about it, which would mix with the fake ones.
  await owner.call('cancelOrder', { params: { id: template.id }, body: { reason: 'Only a template' } });
  const orders = fakeOrders(template, count);
  await page.route(
    (url) => url.pathname === pathOf('listOrders') && url.searchParams.get('status') === 'open',
    (route) => route.fulfill({ json: { items: orders, nextCursor: null } }),
  );
  const socket = await interceptSocket(page, stream(restaurantId));
  await recordLongTasks(page);
  await signIn(page, 'owner');
  await page.locator('pl-ticket').nth(steps.length).waitFor();
  return new BusyBoard(page, await page.context().newCDPSession(page), socket, orders);
}

const fakeOrders = (template: Order, count: number): Order[] => {
  const readyAt = new Date(Date.now() + 20 * 60_000).toISOString();
  return Array.from({ length: count }, (_, n): Order => ({
    ...template,
    id: `order-${n}`,
    number: String(n + 100),
    status: steps[n % steps.length] ?? 'pending',
    alert: { ...template.alert, acknowledgedAt: template.createdAt },
    promise: n % steps.length === 0 ? null : { readyAt, deliverAt: readyAt, delayedFrom: null },
  }));
};

interface InterceptedSocket {
  /** Sends a frame to the page as if it came from the server. */
  send: (frame: string) => void;
  /** The page's last position in the stream; throws before it has one. */
  position: () => StreamPosition;
}

async function interceptSocket(page: Page, streamName: string): Promise<InterceptedSocket> {
  let sendToPage: ((frame: string) => void) | undefined;
  let found: StreamPosition | undefined;
  const pattern = new RegExp(`"${streamName}":\\{"seq":(\\d+),"epoch":"([^"]+)"`);
  await page.routeWebSocket(/socket\.io/, (socket) => {
    sendToPage = (frame) => {
      socket.send(frame);
    };
    socket.connectToServer().onMessage((frame) => {
      const [, seq, epoch] = pattern.exec(String(frame)) ?? [];
      if (seq !== undefined && epoch !== undefined) found = { seq: Number(seq), epoch };
      socket.send(frame);
    });
  });
  return {
    send: (frame) => sendToPage?.(frame),
    position: () => {
      if (!found) throw new Error(`the server has sent no position of ${streamName}`);
      return found;
    },
  };
}

const recordLongTasks = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
  });

export class BusyBoard {
  readonly orders: readonly Order[];
  readonly #page: Page;
  readonly #devtools: CDPSession;
  readonly #socket: InterceptedSocket;
  readonly #position: StreamPosition;
  #sent = 0;

  constructor(page: Page, devtools: CDPSession, socket: InterceptedSocket, orders: readonly Order[]) {
    this.#page = page;
    this.#devtools = devtools;
    this.#socket = socket;
    this.#position = socket.position();
    this.orders = orders;
  }

  countOf(status: OrderStatus): number {
    return this.orders.filter((it) => it.status === status).length;
  }

  /** Moves the next order to its next state; after the last one it starts again. */
  moveNext(): Order {
    const order = this.orders[(this.#sent * 7) % this.orders.length];
    if (!order) throw new Error('there are no orders to move');
    const oldStatus = order.status;
    order.status = steps[(steps.indexOf(oldStatus) + 1) % steps.length] ?? 'pending';
    order.version += 1;
    this.#position.seq += 1;
    this.#sent += 1;
    const payload = {
      orderId: order.id,
      orderNumber: order.number,
      restaurantId: order.restaurantId,
      oldStatus,
      status: order.status,
      message: '',
      version: order.version,
    };
    const streams = { [stream(order.restaurantId)]: this.#position };
    const meta = { id: `e-${this.#sent}`, at: new Date().toISOString(), streams };
    this.#socket.send(`42${JSON.stringify(['order:status:update', payload, meta])}`);
    return order;
  }

  async measure(): Promise<Measurement> {
    await this.#devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#devtools.send('Runtime.getHeapUsage');
    const tasks = await this.#page.evaluate(() =>
      (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0),
    );
    return { tasks, heap: usedSize / 2 ** 20 };
  }
}
