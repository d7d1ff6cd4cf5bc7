import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { CreateOrderRequest } from '@passline/contracts';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { Relay } from '@passline/event-log';
import { type Connection, mongo } from 'mongoose';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { Authenticator } from '../../modules/auth/authenticator.ts';
import { SignIn } from '../../modules/auth/sign-in.ts';
import { ChatService } from '../../modules/chat/chat.service.ts';
import { readConfig } from '../../common/config/env.ts';
import { CouriersRepository } from '../../modules/couriers/couriers.repository.ts';
import { aurora, demoPassword } from '../../modules/console/demo-accounts.ts';
import { problemOf } from '../problems/problem-of.ts';
import { MenusService } from '../../modules/menus/menus.service.ts';
import { NotificationsRepository } from '../../modules/notifications/notifications.repository.ts';
import { OffersService } from '../../modules/offers/offers.service.ts';
import { checkStoreRequirements, samplesName } from './store-requirements.ts';
import { StartProblem } from '../../common/config/start-problem.ts';
import { createLogger } from '../observability/logging.ts';
import { OrdersService } from '../../modules/orders/orders.service.ts';
import { Placement } from '../../modules/orders/placement.ts';
import { PaymentsService } from '../../modules/payments/payments.service.ts';
import { AccountAdministration } from '../../modules/account-administration/account-administration.service.ts';
import {
  type StoreCommand,
  type StoreHooks,
  type StoreProxy,
  startStoreProxy,
} from '../../testing/store-proxy.ts';
import { codeOf } from '../../testing/town.ts';

type Doc = Record<string, unknown>;

let engine: RunningEngine;
let proxy: StoreProxy;
let app: NestExpressApplication;
let dataDir: string;
let customer: Caller;
let staff: Caller;
let operator: Caller;
let wanted: CreateOrderRequest;
let stripped = 0;

/** The answer of a store that reports a duplicate key by code and message only. */
function withoutKey<T>(part: T): T {
  if (Array.isArray(part)) return part.map(withoutKey) as T;
  if (!part || typeof part !== 'object' || Object.getPrototypeOf(part) !== Object.prototype) return part;
  const { keyPattern, keyValue, ...rest } = part as Doc;
  if (keyPattern ?? keyValue) stripped += 1;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, withoutKey(value)])) as T;
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passline-other-store-'));
  engine = await startEngine({ path: dataDir, port: 0, secret: false });
  proxy = await startStoreProxy(engine.uri, { after: withoutKey });
  const config = readConfig({
    DATA_DIR: dataDir,
    MONGODB_URI: proxy.uri,
    LOG_LEVEL: 'silent',
    DEMO_ORDERS: 'off',
  });
  app = await createApp(AppModule, config, createLogger(config));
  await app.init();
  [customer, staff, operator] = (await Promise.all(['customer', 'owner', 'operator'].map(signIn))) as [
    Caller,
    Caller,
    Caller,
  ];
  const [dish] = (await app.get(MenusService).get(aurora)).categories[0]!.items;
  wanted = {
    restaurantId: aurora,
    items: [{ menuItemId: dish!.id, quantity: 3 }],
    fulfilment: 'delivery',
    deliveryAddress: 'Linienstrasse 9',
    paymentMethod: 'card',
  };
});
afterAll(async () => {
  await app.close();
  await proxy.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  stripped = 0;
});
afterEach(async () => {
  proxy.hooks = { after: withoutKey };
  await app.get(Relay).drain();
  // No event may be parked or wait for another attempt.
  expect(await consumerErrors()).toEqual([]);
});

async function signIn(account: string): Promise<Caller> {
  const email = `${account}@demo.passline.local`;
  const from = { ip: 'here', requestId: 'this' };
  const { accessToken } = await app.get(SignIn).signIn({ email, password: demoPassword }, from);
  const authenticator = app.get(Authenticator);
  return authenticator.recheck(await authenticator.claimsOf(accessToken));
}

const place = async (more: Partial<CreateOrderRequest> = {}, key?: string) =>
  (await app.get(Placement).place(customer, { ...wanted, ...more }, key)).order;

/** Errors of consumers: of outbox entries that wait for another attempt, and of parked events. */
async function consumerErrors(): Promise<unknown[]> {
  const { db } = app.get<Connection>(getConnectionToken());
  const found: unknown[] = await db!.collection('parked_events').find().toArray();
  for (const { name } of await db!.listCollections().toArray())
    found.push(
      ...(await db!
        .collection(name)
        .find({ 'outbox.failed.0': { $exists: true } })
        .toArray()),
    );
  return found;
}

describe('a store that does not name the duplicate key', () => {
  test('an order that is placed twice is one order', async () => {
    const [first, second] = await Promise.all([place({}, 'key-1'), place({}, 'key-1')]);
    expect(second.id).toBe(first.id);
    expect(await codeOf(place({ note: 'another' }, 'key-1'))).toBe('idempotency_mismatch');
    expect(stripped).toBeGreaterThan(0);
  });

  test('a chat message that is sent twice is one message', async () => {
    const { id } = await place();
    const send = (text: string) => app.get(ChatService).send(customer, id, { id: `m-${id}`, text });
    const first = await send('hello');
    expect(await send('hello')).toEqual(first);
    expect(await codeOf(send('something else'))).toBe('idempotency_mismatch');
    await Promise.all([1, 2].map(() => app.get(ChatService).read(staff, id, first.id)));
    expect(stripped).toBeGreaterThanOrEqual(2);
  });

  test('a second offer with the same code is a conflict, and a use is counted once', async () => {
    const offers = app.get(OffersService);
    const create = () =>
      offers.create(staff, aurora, {
        code: 'ONCE',
        description: '',
        percent: 10,
        minimumOrder: 0,
        maxUses: 20,
        maxUsesPerCustomer: 1,
      });
    await create();
    expect(await codeOf(create())).toBe('conflict');
    const use = { code: 'ONCE', restaurantId: aurora, subtotal: 2_000, now: new Date() };
    const mine = { ...use, customerId: uuidv7(), orderId: uuidv7() };
    // The second request either loses the race for the slot or finds it taken. Both are reported as a duplicate key.
    const tries = [mine, { ...mine, orderId: uuidv7() }].map((it) => codeOf(offers.redeem(it)));
    expect((await Promise.all(tries)).sort()).toEqual(['offer_invalid', 'won']);
    const again = { ...use, customerId: uuidv7(), orderId: uuidv7() };
    expect(await offers.redeem(again)).toEqual(await offers.redeem(again));
    expect((await offers.listOf(staff, aurora, 10)).items.find(({ code }) => code === 'ONCE')?.used).toBe(2);
    expect(stripped).toBeGreaterThan(0);
  });

  test('an order is paid once', async () => {
    const { id } = await place();
    const pay = () => app.get(PaymentsService).pay(customer, id, 'tok_silent');
    const [first, second] = await Promise.all([pay(), pay()]);
    expect(second.id).toBe(first.id);
    expect(stripped).toBeGreaterThan(0);
  });

  test('an event that is delivered again makes no second notification, and is not parked', async () => {
    const notice = {
      to: [customer.id],
      title: 'Ready',
      message: 'Come',
      type: 'order',
      params: {},
    };
    const add = () =>
      app.get(NotificationsRepository).notify({ id: 'event-1', at: new Date() }, notice, null);
    await add();
    await add();
    const all = await app.get(NotificationsRepository).of(customer.id);
    expect(all.filter(({ title }) => title === 'Ready')).toHaveLength(1);
    expect(stripped).toBe(1);
  });

  test('a taken email address is refused, and a courier is added once', async () => {
    const account = {
      email: customer.id + '@a.example',
      password: 'long enough 7!',
      name: 'A',
      role: 'customer' as const,
    };
    await app.get(AccountAdministration).create(operator, account);
    expect(await codeOf(app.get(AccountAdministration).create(operator, account))).toBe('email_taken');
    const add = () => app.get(CouriersRepository).add('courier-1', { name: 'C', phone: null });
    await add();
    await add();
  });
});

/** Makes each command on each collection fail once, before the store sees it. */
function failOnce(answer: (command: StoreCommand) => Doc | null): Set<string> {
  const failed = new Set<string>();
  proxy.hooks = {
    before: (command) => {
      const writes = ['insert', 'update', 'delete', 'findAndModify'].includes(command.name);
      const key = `${command.name} ${command.collection}`;
      const instead = writes && !failed.has(key) ? answer(command) : null;
      if (!instead) return undefined;
      failed.add(key);
      return instead;
    },
  };
  return failed;
}

const failure = (code: number, ...errorLabels: string[]): Doc => ({
  ok: 0,
  code,
  errmsg: 'the write lost a race',
  ...(errorLabels.length > 0 && { errorLabels }),
});

describe('a write that a store rejects temporarily', () => {
  test.each<[string, (command: StoreCommand) => Doc | null]>([
    ['write conflict (112)', () => failure(112)],
    ['251', () => failure(251)],
    ['the label RetryableWriteError', () => failure(262, 'RetryableWriteError')],
    ['the label TransientTransactionError', () => failure(1, 'TransientTransactionError')],
    [
      'a write conflict of one statement',
      ({ name }) =>
        name === 'findAndModify'
          ? null
          : { ok: 1, n: 0, nModified: 0, writeErrors: [{ index: 0, code: 112, errmsg: 'conflict' }] },
    ],
  ])('is retried after %s', async (_, answer) => {
    const code = `AGAIN-${uuidv7().slice(-12).toUpperCase()}`;
    const offer = { code, description: '', percent: 10, minimumOrder: 0 };
    await app.get(OffersService).create(staff, aurora, offer);
    await app.get(Relay).drain();

    const failed = failOnce(answer);
    const { id } = await place({ offerCode: code }, code);
    await app.get(OrdersService).acknowledge(staff, id);
    await app.get(ChatService).send(customer, id, { id: `m-${id}`, text: 'hello' });
    await app.get(PaymentsService).pay(customer, id, 'tok_silent');
    await app.get(Relay).drain();
    expect([...failed]).toEqual(
      expect.arrayContaining(['insert orders', 'insert chat_messages', 'insert payments', 'update orders']),
    );
    expect(failed).toContain('insert event_log');
  });

  test('is not done twice if the store did it in spite of the error', async () => {
    const lost = new Set<string>();
    proxy.hooks = {
      after: (reply, { name, collection }) => {
        const key = `${name} ${collection}`;
        if (!['insert', 'findAndModify'].includes(name) || collection !== 'orders' || lost.has(key))
          return reply;
        lost.add(key);
        return failure(262, 'RetryableWriteError');
      },
    };
    const { id } = await place({}, 'lost-answer');
    await app.get(OrdersService).acknowledge(staff, id);
    await app.get(Relay).drain();
    expect([...lost].sort()).toEqual(['findAndModify orders', 'insert orders']);
    const mine = await app.get(OrdersService).list(customer, { limit: 100 });
    expect(mine.items.filter((it) => it.id === id)).toHaveLength(1);
    const history = await app.get(OrdersService).events(customer, id);
    expect(history.map(({ type }) => type)).toEqual(['order.placed', 'order.acknowledged']);
  });

  test('is answered with 503 and Retry-After if every retry fails', async () => {
    proxy.hooks = {
      before: ({ name, collection }) =>
        name === 'insert' && collection === 'orders' ? failure(112) : undefined,
    };
    const error: unknown = await place().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(problemOf(error, { method: 'POST', path: '/' })).toMatchObject({ code: 'unavailable' });
  });
});

describe('a server that lacks what Passline relies on is refused at start', () => {
  const check = () => checkStoreRequirements(app.get<Connection>(getConnectionToken()).db!);
  const ofSamples = ({ collection }: StoreCommand) => collection.startsWith(samplesName);

  test('MongoDB passes, and nothing remains of the check', async () => {
    proxy.hooks = {};
    await check();
    const { db } = app.get<Connection>(getConnectionToken());
    const names = (await db!.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith(samplesName))).toEqual([]);
  });

  test.each<[string, StoreHooks, string]>([
    [
      'FerretDB 1 by its name',
      {
        after: (reply, { name }) => (name === 'buildInfo' ? { ...reply, ferretdbVersion: 'v1.24.0' } : reply),
      },
      'FerretDB v1.24.0 deletes no expired documents, and its updates are not atomic',
    ],
    [
      'a unique index that lets duplicates in',
      {
        after: (reply, command) =>
          ofSamples(command) && command.name === 'insert' ? { ok: 1, n: 1 } : reply,
      },
      'it accepted a second document with the key of a unique index',
    ],
    [
      'updates of one version that all win',
      {
        before: (command) =>
          ofSamples(command) && command.name === 'findAndModify' ? { ok: 1, value: { _id: 'x' } } : undefined,
      },
      '8 of 8 updates of the same version succeeded, not one',
    ],
    [
      'an expiry that is forgotten',
      {
        after: (reply, command) =>
          ofSamples(command) && command.name === 'listIndexes'
            ? { ok: 1, cursor: { id: mongo.Long.ZERO, ns: 'a.b', firstBatch: [] } }
            : reply,
      },
      'it did not keep the expiry of an index',
    ],
    [
      'an aggregation that loses documents',
      {
        after: (reply, command) =>
          ofSamples(command) && command.name === 'aggregate'
            ? { ok: 1, cursor: { id: mongo.Long.ZERO, ns: 'a.b', firstBatch: [{ all: [] }] } }
            : reply,
      },
      'it counts wrong in an aggregation with $facet, which reports need',
    ],
  ])('%s', async (_, hooks, why) => {
    proxy.hooks = hooks;
    await expect(check()).rejects.toThrow(
      new StartProblem(
        `The store of MONGODB_URI cannot be used: ${why}. Passline needs MongoDB 6 or later, or a server with the same guarantees.`,
      ),
    );
  });

  test('the start says it in one sentence', async () => {
    proxy.hooks = {
      after: (reply, { name }) => (name === 'buildInfo' ? { ...reply, ferretdbVersion: 'v1.24.0' } : reply),
    };
    const config = readConfig({
      DATA_DIR: dataDir,
      MONGODB_URI: proxy.uri,
      LOG_LEVEL: 'silent',
      DEMO: 'off',
    });
    const second = await createApp(AppModule, config, createLogger(config));
    await expect(second.init()).rejects.toThrow(
      /^The store of MONGODB_URI cannot be used: FerretDB v1\.24\.0 /,
    );
    await second.close();
  });
});
