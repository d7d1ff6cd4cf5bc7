import {
  amountsWith,
  applyOrderFact,
  defaultVat,
  rebuildOrder,
  Refusal,
  type MenuItem,
  type OrderFact,
  type OrderState,
} from '@passline/contracts';
import fc from 'fast-check';
import { answerProposal, changeQuantity, expire, propose } from '../orders/order-changes.ts';
import { cancel, move, recordPayment, type Draft } from '../orders/order.ts';
import type { PaymentDoc } from './payment.schema.ts';
import {
  expectedAmount,
  handleWebhook,
  orderCancelled,
  orderLowered,
  refundTotals,
  restOf,
  type Step,
} from './payment-rules.ts';
import { placedOrder } from '../../testing/placed-order.ts';

const paid = (amount: number): PaymentDoc => ({
  _id: 'p1',
  version: 1,
  history: [],
  orderId: 'o1',
  restaurantId: 'r1',
  customerId: 'c1',
  amount,
  currency: 'EUR',
  method: 'card',
  status: 'pending',
  live: true,
  reference: 'pay_1',
  providerEvents: [],
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

function applied(payment: PaymentDoc, step: Step, providerEvent?: string): PaymentDoc {
  if (!step) return payment;
  return {
    ...payment,
    status: step.to,
    live: step.live,
    ...(step.refunds && { refunds: step.refunds }),
    ...(providerEvent !== undefined && { providerEvents: [...payment.providerEvents, providerEvent] }),
  };
}

/** Everything that may happen to a payment, late, twice and in any order. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('lower' as const), by: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ what: fc.constant('settle' as const) }),
  fc.record({ what: fc.constant('stale' as const), total: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({ what: fc.constant('cancel' as const) }),
  fc.record({ what: fc.constant('succeeded' as const) }),
  fc.record({ what: fc.constant('failed' as const) }),
  fc.record({ what: fc.constant('refunded' as const) }),
  fc.record({ what: fc.constant('part' as const), refund: fc.integer({ min: 1, max: 4 }) }),
);

test('refunds are never more than what was paid, and leave exactly what the order costs', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), fc.integer({ min: 1, max: 3000 }), (all, amount) => {
      let payment = paid(amount);
      let total = amount;
      let isCancelled = false;
      let received = false;
      let webhooks = 0;
      const settle = (owed = total) =>
        (payment = applied(payment, isCancelled ? orderCancelled(payment) : orderLowered(payment, owed)));
      const hook = (type: 'payment.succeeded' | 'payment.failed' | 'refund.succeeded', refund?: string) => {
        const data = { reference: 'pay_1', amount: 0, currency: 'EUR', ...(refund && { refund }) };
        const webhook = { id: `evt_${(webhooks += 1)}`, type, data };
        if (expectedAmount(payment, webhook) === null) return;
        payment = applied(payment, handleWebhook(payment, webhook), webhook.id);
      };
      for (const it of all) {
        if (it.what === 'lower') total = Math.max(0, total - it.by);
        // An order that was read before its last change.
        if (it.what === 'stale') settle(Math.max(total, it.total));
        if (it.what === 'settle') settle();
        if (it.what === 'cancel') {
          isCancelled = true;
          settle();
        }
        if (it.what === 'succeeded') {
          hook('payment.succeeded');
          received ||= payment.status !== 'failed' && payment.status !== 'pending';
        }
        if (it.what === 'failed') hook('payment.failed');
        if (it.what === 'refunded') hook('refund.succeeded');
        if (it.what === 'part') hook('refund.succeeded', String(it.refund));
        const { due, refunded } = refundTotals(payment);
        expect(due + refunded).toBeLessThanOrEqual(payment.amount);
        if (!received) expect(due + refunded).toBe(0);
        if (payment.status === 'paid' && !isCancelled) expect(restOf(payment)).toBeGreaterThanOrEqual(total);
      }
      // In the end every consumer has handled every event, and the provider has confirmed every refund.
      settle();
      for (const { id } of payment.refunds ?? []) hook('refund.succeeded', id);
      if (payment.status === 'refund_due') hook('refund.succeeded');
      const { due, refunded } = refundTotals(payment);
      expect(due).toBe(0);
      if (payment.status === 'paid') expect(refunded).toBe(isCancelled ? amount : amount - total);
      if (payment.status === 'refunded') expect(refunded).toBe(amount);
    }),
    { numRuns: 1000 },
  );
});

test('a repeated event refunds nothing more', () => {
  let payment = applied(paid(2550), { to: 'paid', live: true, event: { type: 'x', data: {} } as never });
  payment = applied(payment, orderLowered(payment, 2100));
  expect(payment.refunds).toEqual([{ id: '1', amount: 450, status: 'due' }]);
  expect(orderLowered(payment, 2100)).toBeNull();
  payment = applied(payment, orderLowered(payment, 2000));
  expect(payment.refunds).toHaveLength(2);
  const cancelled = applied(payment, orderCancelled(payment));
  expect(cancelled.status).toBe('refund_due');
  expect(refundTotals(cancelled)).toEqual({ due: 2550, refunded: 0 });
});

const start = new Date('2026-11-21T18:00:00Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const mario = { id: 's1', name: 'Mario' };
const dish: MenuItem = {
  id: 'd1',
  restaurantId: 'r1',
  name: 'Dish',
  description: '',
  category: 'Pasta',
  price: 700,
  options: [],
  allergens: null,
  picture: null,
  available: true,
  until: null,
  version: 1,
};

/** An order of three items, and its card payment, with everything that may come between them. */
const event = fc.oneof(
  fc.record({ do: fc.constant('lower' as const), item: fc.nat(2), quantity: fc.nat(3) }),
  fc.record({
    do: fc.constant('propose' as const),
    item: fc.nat(2),
    price: fc.integer({ min: 0, max: 2000 }),
  }),
  fc.record({
    do: fc.constant('answer' as const),
    item: fc.nat(2),
    answer: fc.constantFrom('agree' as const, 'remove' as const, 'cancel' as const),
  }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('cancel' as const) }),
  fc.record({ do: fc.constant('paid' as const) }),
  fc.record({ do: fc.constant('settle' as const) }),
  fc.record({ do: fc.constant('refunded' as const), refund: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('record' as const) }),
);

test('item facts, changes and refunds keep the amounts right, and the order can be rebuilt from its facts', () => {
  const offers = fc.oneof(
    fc.record({ kind: fc.constant('percent' as const), discountValue: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ kind: fc.constant('amount' as const), discountValue: fc.integer({ min: 1, max: 4000 }) }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40 }),
      offers,
      fc.integer({ min: 0, max: 300 }),
      (all, offerTerms, tip) => {
        const items = [1, 2, 3].map((n) => ({
          id: String(n),
          menuItemId: `m${n}`,
          name: `Dish ${n}`,
          unitPrice: 333 * n,
          quantity: n,
          note: null,
          options: [],
          category: 'Pizza',
        }));
        const first = placedOrder(start, {
          items,
          ...amountsWith({ offerTerms, discount: 0, deliveryFee: 290, tip }, items),
          deliveryFee: 290,
          tip,
          paymentMethod: 'card',
          paymentStatus: 'pending',
          offerCode: offerTerms && 'TEN',
          offerTerms,
        });
        const facts: OrderFact[] = [first];
        let order: OrderState = applyOrderFact<Date>(null, first);
        let payment = paid(order.totalAmount);
        let minutes = 0;
        let webhooks = 0;
        const decide = (drafts: (order: OrderState) => Draft[]) => {
          try {
            const version = order.version + 1;
            for (const draft of drafts(order)) {
              const fact = { ...draft, at: at(minutes), version, actor: null } as OrderFact;
              facts.push(fact);
              order = applyOrderFact(order, fact);
            }
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        };
        const settle = () => {
          const step =
            order.status === 'cancelled' ? orderCancelled(payment) : orderLowered(payment, order.totalAmount);
          payment = applied(payment, step);
        };
        const hook = (type: 'payment.succeeded' | 'refund.succeeded', refund?: string) => {
          const data = { reference: 'pay_1', amount: 0, currency: 'EUR', ...(refund && { refund }) };
          const webhook = { id: `evt_${(webhooks += 1)}`, type, data };
          if (expectedAmount(payment, webhook) !== null)
            payment = applied(payment, handleWebhook(payment, webhook), webhook.id);
        };
        const record = () => decide((it) => recordPayment(it, payment.status, refundTotals(payment)));
        decide((it) => move(it, 'confirmed', 'staff', mario, start));
        for (const it of all) {
          const itemId = 'item' in it ? (order.items[it.item]?.id ?? 'none') : 'none';
          if (it.do === 'lower')
            decide((o) => changeQuantity(o, itemId, it.quantity, true, mario, at(minutes)));
          if (it.do === 'propose') {
            const menu = new Map([['d1', { ...dish, price: it.price }]]);
            const replacements = { answerMinutes: 5, afterwards: 'remove' as const };
            const settings = { replacements, vat: defaultVat };
            decide((o) => propose(o, itemId, { menuItemId: 'd1' }, menu, settings, mario, at(minutes)));
          }
          if (it.do === 'answer') {
            const open = order.proposals?.find(({ item }) => item === itemId);
            const answer = { replacement: open?.replacement.id ?? '', answer: it.answer };
            decide((o) => answerProposal(o, itemId, answer, true, at(minutes)));
          }
          if (it.do === 'wait') {
            minutes += it.minutes;
            decide((o) => expire(o, true, at(minutes)));
          }
          if (it.do === 'cancel') decide((o) => cancel(o, { reason: 'r' }, 'staff'));
          if (it.do === 'paid') hook('payment.succeeded');
          if (it.do === 'settle') settle();
          if (it.do === 'refunded') hook('refund.succeeded', String(it.refund));
          if (it.do === 'record') record();
          const { due, refunded } = order.refunds ?? { due: 0, refunded: 0 };
          expect(due + refunded).toBeLessThanOrEqual(payment.amount);
          expect(order).toMatchObject(amountsWith(order, order.items));
        }
        settle();
        for (const { id } of payment.refunds ?? []) hook('refund.succeeded', id);
        if (payment.status === 'refund_due') hook('refund.succeeded');
        record();
        expect(rebuildOrder(facts)).toEqual(order);
        expect(order.refunds?.due ?? 0).toBe(0);
        const kept = payment.amount - (order.refunds?.refunded ?? 0);
        if (order.paymentStatus === 'paid' && order.status !== 'cancelled')
          expect(kept).toBe(order.totalAmount);
        if (order.paymentStatus === 'refunded') expect(kept).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
});
