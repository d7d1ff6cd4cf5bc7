import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Order, rebuildOrder } from '@passline/contracts';
import { Relay } from '@passline/event-log';
import { type Connection, mongo } from 'mongoose';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { readConfig } from '../../common/config/env.ts';
import { createLogger } from '../../infrastructure/observability/logging.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderView } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';

/** Orders as releases of these days stored them, each with its history. */
const directory = new URL('../../testing/earlier-releases/', import.meta.url);
const releases = readdirSync(directory).map((file) => {
  const text = readFileSync(new URL(file, directory), 'utf8');
  return { file, orders: mongo.BSON.EJSON.parse(text) as Stored[] };
});
type Stored = OrderDoc & { history: Record<string, unknown>[]; outbox: unknown[] };

let app: NestExpressApplication;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-earlier-'));
  const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO_ORDERS: 'off' });
  app = await createApp(AppModule, config, createLogger(config));
  await app.init();
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const db = () => app.get<Connection>(getConnectionToken()).db!;

describe.each(releases)('orders of $file', ({ orders }) => {
  test('are relayed with all their events, and none fails', async () => {
    // As if that release had been killed before it relayed anything.
    const waiting = orders.map((order) => ({
      ...order,
      outbox: order.history,
      outboxDue: new Date(0),
    }));
    await db().collection<Stored>('orders').insertMany(waiting);
    const relay = app.get(Relay);
    while ((await relay.backlog()) > 0) {
      await relay.sweep();
      await relay.drain();
    }
    expect(await relay.parked.list()).toEqual([]);
    const published = await db()
      .collection('event_log')
      .find({ eventId: { $in: orders.flatMap(({ history }) => history.map(({ id }) => id)) } })
      .toArray();
    expect(new Set(published.map(({ type }) => String(type)))).toContain('order:new');
  });

  test('are rebuilt from their histories, and seen by clients as any other order', async () => {
    const repository = app.get(OrdersRepository);
    for (const order of await repository.findAll(orders.map(({ _id }) => _id)))
      Order.parse(orderView(order, new Date()));
    for (const stored of orders) {
      const history = await repository.history(stored._id);
      // This release goes on with the open order: nobody has answered it.
      const rebuilt = rebuildOrder(history.filter(({ version }) => version <= stored.version));
      expect(rebuilt).toMatchObject({
        status: stored.status,
        version: stored.version,
        totalAmount: stored.totalAmount,
        tip: 0,
        areaCheck: null,
        offerTerms: stored.offerCode ? { kind: 'amount', discountValue: stored.discount } : null,
      });
      expect(rebuilt.items.map(({ id }) => id)).not.toContain(undefined);
    }
  });
});
