import { type PaymentWebhookRequest, rightsFrom } from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Caller } from '../../common/access/caller.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { type OrderDoc } from '../orders/order.schema.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { MongooseModule, getModelToken } from '@nestjs/mongoose';
import { CARD_PROVIDER, type Charge, type PaymentProvider } from './payment-provider.ts';
import { PAYMENT, type PaymentDoc, PaymentSchema } from './payment.schema.ts';
import { PaymentsListener } from './payments.listener.ts';
import { PaymentsRepository } from './payments.repository.ts';
import { PaymentsService } from './payments.service.ts';

const carla: Caller = {
  kind: 'user',
  id: 'carla',
  ...rightsFrom('customer'),
  name: 'Carla',
  phone: null,
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
};

type KnownOrder = Pick<
  OrderDoc,
  | '_id'
  | 'number'
  | 'restaurantId'
  | 'customerId'
  | 'totalAmount'
  | 'currency'
  | 'paymentMethod'
  | 'status'
  | 'paymentStatus'
>;
const orders = new Map<string, KnownOrder>();
const access = {
  find: async (id: string) => orders.get(id) ?? null,
  assertAllowed: async (_caller: Caller, id: string) => orders.get(id)!,
  recordPayment: async (id: string, status: OrderDoc['paymentStatus']) => {
    orders.get(id)!.paymentStatus = status;
  },
};

/** Records its requests. The tests send the webhooks. */
class Provider implements PaymentProvider {
  charges: Charge[] = [];
  refunds: Omit<Charge, 'token'>[] = [];
  isDown = false;

  async charge(charge: Charge): Promise<void> {
    if (this.isDown) throw new Error('the provider is down');
    this.charges.push(charge);
  }

  async refund(refund: Omit<Charge, 'token'>): Promise<void> {
    this.refunds.push(refund);
  }
}

let domain: Domain;
let payments: PaymentsService;
let provider: Provider;

beforeAll(async () => {
  domain = await startDomain(
    [MongooseModule.forFeature([{ name: PAYMENT, schema: PaymentSchema }])],
    [
      { provide: OrderAccess, useValue: access },
      { provide: CARD_PROVIDER, useValue: new Provider() },
      AggregateStores,
      PaymentsRepository,
      PaymentsService,
      PaymentsListener,
    ],
  );
  payments = domain.get(PaymentsService);
  provider = domain.get(CARD_PROVIDER);
});
afterAll(() => domain.close());

function order(more: Partial<KnownOrder> = {}): KnownOrder {
  const it: KnownOrder = {
    _id: uuidv7(),
    number: '12',
    restaurantId: 'aurora',
    customerId: carla.id,
    totalAmount: 2450,
    currency: 'EUR',
    paymentMethod: 'card',
    status: 'pending',
    paymentStatus: 'pending',
    ...more,
  };
  orders.set(it._id, it);
  return it;
}

const sendWebhook = (
  type: z.input<typeof PaymentWebhookRequest>['type'],
  { providerReference }: { providerReference: string | null },
  more: { id?: string; amount?: number; reason?: string } = {},
) =>
  payments.receiveWebhook({
    id: more.id ?? uuidv7(),
    type,
    data: {
      reference: providerReference!,
      amount: more.amount ?? 2450,
      currency: 'EUR',
      ...(more.reason !== undefined && { reason: more.reason }),
    },
  });

const eventsOf = async (orderId: string) =>
  (await domain.events())
    .filter(
      ({ type, data }) => type.startsWith('payment.') && (data as { orderId?: string }).orderId === orderId,
    )
    .map(({ type }) => type);
const statusOf = async ({ _id }: KnownOrder) => {
  await domain.events();
  return orders.get(_id)?.paymentStatus;
};

test('charges a card once, and marks the order paid with the webhook', async () => {
  const it = order();
  const [one, two] = await Promise.all([
    payments.pay(carla, it._id, 'tok_ok'),
    payments.pay(carla, it._id, 'tok_ok'),
  ]);
  expect(one.id).toBe(two.id);
  expect(one).toMatchObject({ status: 'pending', amount: 2450, method: 'card' });
  await domain.events();
  expect(provider.charges.filter(({ reference }) => reference === one.providerReference)).toEqual([
    { reference: one.providerReference, amount: 2450, currency: 'EUR', token: 'tok_ok' },
  ]);
  await sendWebhook('payment.succeeded', one);
  expect(await statusOf(it)).toBe('paid');
  expect(await eventsOf(it._id)).toEqual(['payment.started', 'payment.received']);
  await expect(payments.pay(carla, it._id, 'tok_ok')).rejects.toMatchObject({ code: 'conflict' });
});

test('a repeated webhook, also in parallel, changes nothing', async () => {
  const it = order();
  const payment = await payments.pay(carla, it._id, 'tok_ok');
  await Promise.all(
    Array.from({ length: 5 }, () => sendWebhook('payment.succeeded', payment, { id: 'evt_1' })),
  );
  await sendWebhook('payment.failed', payment);
  expect(await statusOf(it)).toBe('paid');
  expect(await eventsOf(it._id)).toEqual(['payment.started', 'payment.received']);
});

test('after a declined card another attempt is possible, and the live payment decides the status', async () => {
  const it = order();
  const declined = await payments.pay(carla, it._id, 'tok_declined');
  await sendWebhook('payment.failed', declined, { reason: 'Not enough money' });
  expect(await statusOf(it)).toBe('failed');
  const second = await payments.pay(carla, it._id, 'tok_ok');
  expect(second.id).not.toBe(declined.id);
  expect(await statusOf(it)).toBe('pending');
  await sendWebhook('payment.succeeded', second);
  expect(await statusOf(it)).toBe('paid');
  // The provider reports success for the attempt that had failed: it is refunded.
  await sendWebhook('payment.succeeded', declined);
  expect(await statusOf(it)).toBe('paid');
  expect(provider.refunds.map(({ reference }) => reference)).toContain(declined.providerReference);
});

test('cancelling a paid order refunds it, and the webhook confirms the refund', async () => {
  const it = order();
  const payment = await payments.pay(carla, it._id, 'tok_ok');
  await sendWebhook('payment.succeeded', payment);
  await domain.events();
  it.status = 'cancelled';
  await payments.cancelForOrder(it._id);
  await payments.cancelForOrder(it._id);
  expect(await statusOf(it)).toBe('refund_due');
  expect(provider.refunds.filter(({ reference }) => reference === payment.providerReference)).toHaveLength(1);
  await sendWebhook('refund.succeeded', payment);
  await sendWebhook('refund.succeeded', payment);
  expect(await statusOf(it)).toBe('refunded');
  expect(await eventsOf(it._id)).toEqual([
    'payment.started',
    'payment.received',
    'payment.refund_due',
    'payment.refunded',
  ]);
});

test('cancelling a pending payment voids it, and a late success is refunded', async () => {
  const it = order();
  const payment = await payments.pay(carla, it._id, 'tok_silent');
  it.status = 'cancelled';
  await payments.cancelForOrder(it._id);
  expect(await statusOf(it)).toBe('failed');
  await sendWebhook('payment.succeeded', payment);
  expect(await statusOf(it)).toBe('refund_due');
  await sendWebhook('refund.succeeded', payment);
  expect(await statusOf(it)).toBe('refunded');
});

test('a payment that arrives at the time of the cancellation is refunded', async () => {
  const it = order();
  const payment = await payments.pay(carla, it._id, 'tok_ok');
  await domain.events();
  it.status = 'cancelled';
  await sendWebhook('payment.succeeded', payment);
  expect(await statusOf(it)).toBe('refund_due');
});

test('cash is recorded once, at the handover', async () => {
  const it = order({ paymentMethod: 'cash', paymentStatus: 'due', status: 'delivered' });
  await Promise.all([payments.takeCash(it._id, null), payments.takeCash(it._id, null)]);
  await payments.takeCash(it._id, null);
  expect(await statusOf(it)).toBe('paid');
  expect(await eventsOf(it._id)).toEqual(['payment.received']);
  const unpaid = order({ status: 'delivered' });
  await payments.takeCash(unpaid._id, null);
  expect(await eventsOf(unpaid._id)).toEqual([]);
});

test('explains why a payment is rejected', async () => {
  const pay = (it: KnownOrder) => payments.pay(carla, it._id, 'tok_ok');
  await expect(pay(order({ paymentMethod: 'cash' }))).rejects.toMatchObject({
    code: 'payment_failed',
    message: 'Order 12 is paid in cash when it is handed over.',
  });
  await expect(pay(order({ status: 'cancelled' }))).rejects.toMatchObject({ code: 'payment_failed' });
  const it = order();
  const payment = await pay(it);
  await expect(sendWebhook('payment.succeeded', payment, { amount: 1 })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await expect(sendWebhook('payment.succeeded', { providerReference: 'pay_none' })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await statusOf(it)).toBe('pending');
});

test('retries an unavailable provider, and still updates the order', async () => {
  provider.isDown = true;
  const it = order({ paymentStatus: 'due' });
  const payment = await payments.pay(carla, it._id, 'tok_ok');
  expect(await statusOf(it)).toBe('pending');
  const stored = await domain
    .get<import('mongoose').Model<PaymentDoc>>(getModelToken(PAYMENT))
    .findById(payment.id)
    .select('+outbox')
    .lean<PaymentDoc & { outbox: { failed: { consumer: string }[] }[] }>();
  expect(stored?.outbox[0]?.failed.map(({ consumer }) => consumer)).toEqual(['payments.provider']);
  provider.isDown = false;
  await payments.charge(payment.id);
  expect(provider.charges.at(-1)?.reference).toBe(payment.providerReference);
});

test('without a provider card payments are rejected with the reason', async () => {
  const without = new PaymentsService(domain.get(PaymentsRepository), domain.get(OrderAccess), null);
  await expect(without.pay(carla, order()._id, 'tok_ok')).rejects.toMatchObject({
    code: 'payment_failed',
    message: 'This server accepts no card payments. Ask the restaurant how to pay for this order.',
  });
});
