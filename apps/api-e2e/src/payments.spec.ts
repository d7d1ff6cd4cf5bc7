import { createHmac } from 'node:crypto';
import { calls, fullPath, type Order, type Payment } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  cancelOrder,
  type Dish,
  moveOrder,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

const secret = 'the secret of the card provider';

let server: RunningServer;
let owner: Api;
let customer: Api;
let dish: Dish;

beforeAll(async () => {
  server = await startServer({ PAYMENT_WEBHOOK_SECRET: secret });
  [owner, customer] = await server.api.signInAll('owner', 'customer');
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);

const byCard = (more = {}) => placeOrder(customer, dish, { paymentMethod: 'card', ...more });
const pay = (id: string, token?: string) =>
  customer.ok(calls.payOrder, { params: { id }, body: token === undefined ? undefined : { token } });
const whyNot = async (who: Api, id: string) =>
  (await who.refused(calls.payOrder, { params: { id }, body: undefined })).code;
const becomes = ({ id }: Pick<Order, 'id'>, status: Order['paymentStatus']) =>
  eventually(
    () => customer.ok(calls.getOrder, { params: { id } }),
    ({ paymentStatus }) => paymentStatus === status,
  );

let events = 0;
const about = (payment: Payment, type = 'payment.succeeded', more: object = {}) =>
  JSON.stringify({
    id: `evt_${++events}`,
    type,
    data: {
      reference: payment.providerReference,
      amount: payment.amount,
      currency: payment.currency,
      ...more,
    },
  });
const signed = (body: string, at = Math.floor(Date.now() / 1000), by = secret) =>
  `t=${at},v1=${createHmac('sha256', by).update(`${at}.${body}`).digest('hex')}`;
async function webhook(body: string, signature: string | null = signed(body)) {
  const response = await server.api.fetch(fullPath(calls.paymentWebhook), {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      ...(signature !== null && { 'passline-signature': signature }),
    },
  });
  return { status: response.status, body: (await response.json()) as { code?: string } };
}

test('a card is charged, the provider reports it by webhook, and the order is paid once', async () => {
  const it = await byCard();
  expect(it.paymentStatus).toBe('pending');
  const payment = await pay(it.id);
  expect(payment).toMatchObject({
    orderId: it.id,
    amount: it.totalAmount,
    currency: it.currency,
    method: 'card',
    status: 'pending',
  });
  await becomes(it, 'paid');
  expect(await whyNot(customer, it.id)).toBe('conflict');
});

test('ten simultaneous requests get the same pending payment', async () => {
  const it = await byCard();
  const payments = await Promise.all(Array.from({ length: 10 }, () => pay(it.id, 'tok_silent')));
  expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
});

test('a declined card is reported, and another one may be tried', async () => {
  const it = await byCard();
  await pay(it.id, 'tok_declined');
  await becomes(it, 'failed');
  await pay(it.id);
  await becomes(it, 'paid');
});

test('a payment is refunded when the order is cancelled', async () => {
  const it = await byCard();
  await pay(it.id);
  await becomes(it, 'paid');
  await cancelOrder(owner, it.id);
  await becomes(it, 'refunded');
  expect(await whyNot(customer, it.id)).toBe('payment_failed');
});

test('a payment that succeeds after its order was cancelled is refunded', async () => {
  const it = await byCard();
  const payment = await pay(it.id, 'tok_silent');
  await cancelOrder(customer, it.id);
  await becomes(it, 'failed');
  expect((await webhook(about(payment))).status).toBe(200);
  await becomes(it, 'refunded');
});

test('cash counts as received when the order is delivered', async () => {
  const it = await placeOrder(customer, dish, { fulfilment: 'pickup' });
  expect(it.paymentStatus).toBe('due');
  await moveOrder(owner, it.id, 'confirmed', 'preparing', 'ready', 'delivered');
  await becomes(it, 'paid');
});

test('a webhook is accepted only with a recent signature over its exact bytes', async () => {
  const it = await byCard();
  const payment = await pay(it.id, 'tok_silent');
  const body = about(payment);
  const now = Math.floor(Date.now() / 1000);
  for (const signature of [
    null,
    '',
    'v1=00',
    signed(body, now, 'another secret'),
    signed(body, now - 301),
    signed(body, now + 600),
    signed(body.replace('succeeded', 'failed')),
  ])
    expect(await webhook(body, signature)).toMatchObject({
      status: 401,
      body: { code: 'signature_invalid' },
    });
  const tampered = body.replace(String(payment.amount), '1');
  expect((await webhook(tampered, signed(body))).status).toBe(401);
  expect((await customer.ok(calls.getOrder, { params: { id: it.id } })).paymentStatus).toBe('pending');

  expect(
    await webhook(body, `${signed(body, now, 'the old secret')},${signed(body, now).split(',')[1]}`),
  ).toEqual({
    status: 200,
    body: { received: true },
  });
  await becomes(it, 'paid');
  expect((await webhook(body)).status).toBe(200);
  expect((await webhook(about(payment, 'payment.failed'))).status).toBe(200);
  await becomes(it, 'paid');
});

test('a signed webhook about an unknown payment, or with an invalid body, is rejected', async () => {
  const payment = await pay((await byCard()).id, 'tok_silent');
  const refused = async (body: string) => (await webhook(body)).body.code;
  expect(await refused(about({ ...payment, providerReference: 'pay_unknown' }))).toBe('not_found');
  expect(await refused(about({ ...payment, amount: payment.amount - 1 }))).toBe('validation_failed');
  expect(await refused(about(payment, 'payment.guessed'))).toBe('validation_failed');
  expect(await refused('{"id":')).toBe('malformed_json');
});

test("only the order's customer may pay by card, and not a cash order", async () => {
  const it = await byCard();
  const stranger = await registerCustomer(server.api, 'stranger@example.com');
  const cash = await placeOrder(customer, dish);
  expect(await whyNot(stranger, it.id)).toBe('not_found');
  expect(await whyNot(owner, it.id)).toBe('forbidden');
  expect(await whyNot(server.api, it.id)).toBe('unauthorized');
  expect(await whyNot(customer, 'none')).toBe('not_found');
  expect(await whyNot(customer, cash.id)).toBe('payment_failed');
  const body = { token: '' };
  expect((await customer.refused(calls.payOrder, { params: { id: it.id }, body })).code).toBe(
    'validation_failed',
  );
});

test('in production without a secret no cards are accepted', async () => {
  const production = await startServer({
    NODE_ENV: 'production',
    JWT_SECRET: 'a secret of at least thirty-two characters',
    OPERATOR_EMAIL: 'op@example.com',
    OPERATOR_PASSWORD: 'correct horse battery',
  });
  const { status, body } = await production.api
    .fetch(fullPath(calls.paymentWebhook), {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    .then(async (response) => ({
      status: response.status,
      body: (await response.json()) as { detail: string },
    }));
  expect([status, body.detail]).toEqual([404, 'This server has no card payments.']);
});
