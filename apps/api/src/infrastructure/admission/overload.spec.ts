import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Call, type Menu, type Problem, calls, requestPath } from '@passline/contracts';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import type { Connection } from 'mongoose';
import { io, type Socket } from 'socket.io-client';
import { AppModule } from '../../app.module.ts';
import { createApp } from '../../bootstrap/application.ts';
import { readConfig } from '../../common/config/env.ts';
import { startStoreProxy, type StoreProxy } from '../../testing/store-proxy.ts';
import { createLogger } from '../observability/logging.ts';
import { HealthOf } from '../observability/health.ts';

const aurora = 'demo-trattoria-aurora';

let directory: string;
let engine: RunningEngine;
let store: StoreProxy;
let app: NestExpressApplication;
let url: string;
let screen: Socket;
const shown = new Set<string>();
const limited = /passline_admission_limit\{class="arrival"\} \d/;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'passline-overload-'));
  engine = await startEngine({ path: join(directory, 'store') });
  store = await startStoreProxy(engine.uri);
  const config = readConfig({
    DATA_DIR: directory,
    DEMO: 'on',
    DEMO_ORDERS: 'off',
    LOG_LEVEL: 'silent',
    MONGODB_URI: store.uri,
    RATE_LIMIT_FACTOR: '1000',
  });
  app = await createApp(AppModule, config, createLogger(config));
  await app.listen(0, '127.0.0.1');
  app.get(HealthOf).ready();
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}, 120_000);
afterAll(async () => {
  screen.disconnect();
  await app.close();
  await store.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

interface Sent {
  params?: Record<string, unknown>;
  body?: unknown;
  key?: string;
  token?: string;
}

async function send(call: Call, { params, body, key, token }: Sent = {}) {
  const response = await fetch(url + requestPath(call, params), {
    method: call.method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')),
    body: (type.includes('json') ? JSON.parse(text) : text) as unknown,
  };
}

const signIn = async (account: string) => {
  const body = { email: `${account}@demo.passline.local`, password: 'passline-demo' };
  return ((await send(calls.login, { body })).body as { accessToken: string }).accessToken;
};

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('the condition did not hold in time');
    await pause(50);
  }
}

const metricsNow = async () => (await send(calls.metrics)).body as string;

test('while orders cannot be stored new ones are refused, all else goes on, and afterwards they are accepted', async () => {
  const [customer, owner] = await Promise.all([signIn('customer'), signIn('owner')]);
  screen = io(url, { auth: { token: owner }, transports: ['websocket'] });
  screen.on('order:new', ({ orderId }: { orderId: string }) => shown.add(orderId));
  await new Promise((resolve) => screen.once('registered', resolve));
  const { body: menu } = await send(calls.getMenu, { params: { id: aurora } });
  const dish = (menu as Menu).categories
    .flatMap(({ items }) => items)
    .find(({ options }) => options.every(({ min }) => min === 0))!;
  const outcomes = new Map<string, Awaited<ReturnType<typeof send>>>();
  const place = async (key: string) => {
    const body = {
      restaurantId: aurora,
      items: [{ menuItemId: dish.id, quantity: 3 }],
      fulfilment: 'pickup',
      paymentMethod: 'cash',
    };
    const answer = await send(calls.placeOrder, { body, key, token: customer });
    outcomes.set(key, answer);
    return answer;
  };
  const { status, body: first } = await place(randomUUID());
  expect(status).toBe(201);
  const params = { id: (first as { id: string }).id };

  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  let inserts = 0;
  store.hooks.before = ({ name, collection }) => {
    if (name !== 'insert' || collection !== 'orders') return undefined;
    inserts += 1;
    return released;
  };
  const sent: Promise<unknown>[] = [];
  const arrive = () => void sent.push(place(randomUUID()));
  for (let arrival = 0; arrival < 30; arrival += 1) arrive();
  const refused = () =>
    [...outcomes].filter(([, { body }]) => (body as Partial<Problem>).code === 'overloaded');
  await until(async () => {
    arrive();
    return refused().length >= 5;
  });

  // The store is still held: these were answered without it.
  const [[refusedKey, refusal]] = refused() as [[string, Awaited<ReturnType<typeof send>>]];
  expect(refusal).toMatchObject({
    status: 503,
    body: { code: 'overloaded', retryAfter: refusal.retryAfter },
  });
  expect(refusal.retryAfter).toBeGreaterThanOrEqual(1);
  expect((await send(calls.acknowledgeOrder, { params, token: owner })).status).toBe(200);
  const body = { status: 'confirmed' };
  expect((await send(calls.moveOrder, { params, body, token: owner })).status).toBe(200);
  expect((await send(calls.listOrders, { token: owner })).status).toBe(200);
  expect(await send(calls.health)).toMatchObject({
    status: 200,
    body: { status: 'degraded', checks: { load: { status: 'degraded' }, store: { status: 'up' } } },
  });
  expect((await send(calls.ready)).status).toBe(200);
  const metrics = await metricsNow();
  expect(metrics).toMatch(/passline_admission_requests_total\{class="arrival",outcome="refused"\} [1-9]/);
  expect(metrics).toMatch(/passline_admission_requests_total\{class="ongoing",outcome="refused"\} 0\b/);
  // Requests are refused by their pace first. The limit falls with the next measurement, which shows the held store.
  await until(async () => limited.test(await metricsNow()));

  release(undefined);
  store.hooks.before = undefined;
  await Promise.all(sent);
  expect(inserts).toBeLessThanOrEqual(outcomes.size - refused().length);
  const orders = app.get<Connection>(getConnectionToken()).collection('orders');
  const keys = refused().map(([key]) => key);
  expect(await orders.countDocuments({ 'idempotency.key': { $in: keys } })).toBe(0);

  await until(async () => (await place(refusedKey)).status === 201);
  expect((await place(refusedKey)).status).toBe(200);
  await until(async () => !limited.test(await metricsNow()));
  // So few at a time are never refused, however slow the machine is.
  const last = await Promise.all(Array.from({ length: 4 }, () => place(randomUUID())));
  expect(last.map(({ status }) => status)).toEqual([201, 201, 201, 201]);

  const accepted = [...outcomes.values()].filter(({ status }) => status === 201 || status === 200);
  const ids = new Set(accepted.map(({ body }) => (body as { id: string }).id));
  await until(() => [...ids].every((id) => shown.has(id)));
  expect(await orders.countDocuments({ 'idempotency.key': { $in: keys } })).toBe(
    keys.filter((key) => (outcomes.get(key)?.status ?? 0) < 300).length,
  );
}, 120_000);
