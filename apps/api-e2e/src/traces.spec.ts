import { randomBytes } from 'node:crypto';
import { calls } from '@passline/contracts';
import { type SharedStore, openSharedStore } from '../../../tools/testing/test-store.ts';
import { type ReceivedSpan, TraceReceiver } from '../../../tools/testing/trace-receiver.ts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { showsLoadedPackages } from './testing/loaded-packages.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, placeOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';
import { WebhookReceiver } from './testing/webhook-receiver.ts';

/** Two nodes on one store, which export their spans to one receiver. */
const receiver = new TraceReceiver();
const webhooks = new WebhookReceiver();
let store: SharedStore;
let here: OrderFixture;
let there: RunningServer;
let customer: TestUser;

beforeAll(async () => {
  await Promise.all([receiver.start(), webhooks.start()]);
  store = await openSharedStore(temporaryDirectory());
  const env = {
    MONGODB_URI: store.uri,
    JWT_SECRET: 'a secret of more than thirty-two characters',
    WEBHOOK_LOCAL_ENDPOINTS: 'on',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20for%20traces',
    OTEL_SERVICE_NAME: 'passline-test',
  };
  here = await OrderFixture.signIn(await startServer({ ...env, NODE_OPTIONS: showsLoadedPackages }));
  there = await startServer(env);
  customer = await here.newUser('customer');
});
afterAll(async () => {
  await stopAll();
  await Promise.all([store.close(), receiver.stop(), webhooks.stop()]);
});
afterEach(closeSockets);

/** The headers of a request that belongs to a trace of the caller. */
function calledFrom(by: Api, flags = '01') {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const traceparent = `00-${traceId}-${spanId}-${flags}`;
  return { traceId, spanId, by: by.as(by.token, { traceparent }) };
}

/** The spans of a trace, once one of them fits: each process exports its own. */
const spansWith = (traceId: string, ...wanted: ((span: ReceivedSpan) => boolean)[]) =>
  eventually(
    async () => receiver.of(traceId),
    (spans) => wanted.every((fits) => spans.some(fits)),
  );
const named = (name: string, pid?: number) => (span: ReceivedSpan) =>
  span.name === name &&
  (pid === undefined || String(span.resource['service.instance.id']).endsWith(`-${pid}`));

/** The names from a span up to the first one of its trace that Passline has recorded. */
function wayTo(span: ReceivedSpan, spans: readonly ReceivedSpan[]): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  return [...(parent ? wayTo(parent, spans) : []), span.name];
}

test('an order is one trace, from the request on one node to the socket on the other and to the webhook', async () => {
  await here.owner.ok(calls.createWebhook, {
    body: { restaurantId: aurora, url: webhooks.url, events: ['order:new'] },
  });
  const screen = await Connection.as(there.url, here.owner.token);
  const call = calledFrom(customer);
  const order = await here.order(call.by, { note: 'ring twice' });
  const { meta } = await screen.next('order:new', ({ orderId }) => orderId === order.id);
  expect(meta?.traceId).toBe(call.traceId);

  const isEmittedThere = named('emit order:new', there.pid);
  const spans = await spansWith(
    call.traceId,
    isEmittedThere,
    named('webhook order:new'),
    named('POST /api/v1/orders', here.server.pid),
  );
  const emitted = spans.find(isEmittedThere)!;
  expect(emitted.attributes).toEqual({ 'passline.event.id': meta!.id, 'passline.sockets': 1 });
  const way = ['POST /api/v1/orders', 'write order', 'relay order.placed', 'append', 'emit order:new'];
  expect(wayTo(emitted, spans)).toEqual(way);
  const [request] = spans.filter(({ name }) => name === way[0]);
  expect(request).toMatchObject({
    parentId: call.spanId,
    kind: 2,
    status: 0,
    attributes: { 'http.route': '/api/v1/orders', 'http.response.status_code': 201 },
    resource: { 'service.name': 'passline-test' },
  });
  expect(receiver.headers.authorization).toBe('Bearer for traces');

  const [delivery] = webhooks.accepted.filter(({ body }) => body.data['orderId'] === order.id);
  const sent = spans.find(({ name }) => name === 'webhook order:new')!;
  expect(delivery!.traceparent).toBe(`00-${call.traceId}-${sent.spanId}-01`);
  expect(sent).toMatchObject({ kind: 3, attributes: { 'http.response.status_code': 204 } });

  const line = here.server.output().match(new RegExp(`.*"traceId":"${call.traceId}".*POST 201.*`));
  expect(JSON.parse(line![0])).toMatchObject({
    userId: customer.id,
    requestId: expect.any(String) as string,
  });
  // The check of the suite about webhooks that nothing of it is loaded without an endpoint can fail.
  expect(here.server.output()).toMatch(/^loaded .*sdk-trace/m);
});

test('a command over a socket is a trace too, in the audit log and in replays, without personal data', async () => {
  const order = await here.order(calledFrom(customer, '00').by);
  const [kitchen, follower] = [
    await Connection.as(there.url, here.owner.token),
    await here.connect(here.owner),
  ];
  await kitchen.ok('order:acknowledge', { orderId: order.id });
  const { meta } = await follower.next('order:acknowledged', ({ orderId }) => orderId === order.id);
  const traceId = meta!.traceId!;
  const isEmittedHere = named('emit order:acknowledged', here.server.pid);
  const spans = await spansWith(traceId, isEmittedHere, named('command order:acknowledge', there.pid));
  const emitted = spans.find(isEmittedHere)!;
  expect(wayTo(emitted, spans)).toEqual([
    'command order:acknowledge',
    'write order',
    'relay order.acknowledged',
    'append',
    'emit order:acknowledged',
  ]);

  // The caller of the first request asked not to be recorded.
  const { missed } = await follower.ok('join:order', { id: order.id, after: 0 });
  expect(missed.map(({ event, meta: at }) => [event, at.traceId])).toEqual([
    ['order:new', undefined],
    ['order:acknowledged', traceId],
  ]);

  const call = calledFrom(here.owner);
  await call.by.ok(calls.cancelOrder, { params: { id: order.id }, body: { reason: 'Sorry, Anna' } });
  const entries = await eventually(
    async () =>
      (await here.owner.ok(calls.listRestaurantAudit, { params: { id: aurora }, query: { limit: 5 } })).items,
    (items) => items.some(({ subject }) => subject.id === order.id),
  );
  expect(entries.find(({ subject }) => subject.id === order.id)?.traceId).toBe(call.traceId);

  const refused = calledFrom(customer);
  await refused.by.refused(calls.cancelOrder, { params: { id: order.id }, body: { reason: 'Too late' } });
  const [failed] = await spansWith(refused.traceId, named('POST /api/v1/orders/:id/cancel'));
  expect(failed).toMatchObject({
    status: 0,
    attributes: { 'passline.problem': expect.any(String) as string },
  });
  await spansWith(call.traceId, named('emit order:cancelled'));
  const secrets = [customer.id, order.id, aurora, 'Surname', '@example.com', 'Sorry, Anna', customer.token];
  for (const secret of secrets) expect(receiver.text).not.toContain(secret);
});

test('a receiver that refuses or hangs holds up no order and no stop, and what is lost is counted', async () => {
  const droppedBy = async ({ url }: RunningServer) =>
    Number(
      /^passline_trace_spans_dropped_total (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1],
    );
  expect(await droppedBy(here.server)).toBe(0);
  receiver.behave = () => 400;
  await here.order(customer);
  await eventually(
    () => droppedBy(here.server),
    (count) => count > 0,
  );
  await here.order(customer);
  const lines = here.server.output().match(/spans are lost/g);
  expect(lines).toHaveLength(1);
  receiver.behave = () => 'hang';
  await here.order(customer);
  // The flush has two seconds, and a stop without tracing takes less than one.
  const began = performance.now();
  expect(await here.server.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  await receiver.stop();
  const elsewhere = there.api.as(customer.token);
  await Promise.all(Array.from({ length: 5 }, () => placeOrder(elsewhere, here.dish)));
});
