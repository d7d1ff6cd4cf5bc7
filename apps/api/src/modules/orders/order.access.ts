import { Injectable } from '@nestjs/common';
import {
  decide,
  openStates,
  Refusal,
  type CourierEarnings,
  type Order,
  type OrderFacts,
  type Page,
  type PaymentStatus,
  type Principal,
  type Refunds,
} from '@passline/contracts';
import { type Actor, Batches, type EventEnvelope } from '@passline/event-log';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { batchedById } from '../../infrastructure/database/batched-by-id.ts';
import { nextRung } from './alarm.ts';
import { earningsOf } from './earnings.ts';
import { expectArrival } from './expected-arrival.ts';
import { assign, recordPayment } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderFacts, orderViewFor } from './order.view.ts';
import { withoutPeople } from './order.privacy.ts';
import { factOf, noSuchOrder, OrdersRepository } from './orders.repository.ts';

export interface Ringing {
  order: OrderDoc;
  next: ReturnType<typeof nextRung>;
}

/** An order that is not over, and where it was placed. */
export interface OpenOrder {
  id: string;
  restaurantId: string;
}

export type Delivered = Omit<CourierEarnings['deliveries'][number], 'deliveredAt'> & { deliveredAt: Date };

/** The actions on an existing order. */
export type OrderAction =
  | 'order:read'
  | 'order:move'
  | 'order:acknowledge'
  | 'order:prepare'
  | 'order:promise'
  | 'order:change'
  | 'order:answer'
  | 'order:cancel'
  | 'order:recall'
  | 'order:assign'
  | 'order:pay'
  | 'order:share'
  | 'order:chat'
  | 'order:receipt'
  | 'order:locate'
  | 'order:position'
  | 'order:phone'
  | 'order:earnings';

/**
 * How other modules (payments, couriers, chat, realtime) access orders. `assertAllowed` checks the caller's right first, and
 * answers `not_found` for orders that the caller may not see.
 */
@Injectable()
export class OrderAccess {
  readonly #reads = batchedById((ids) => this.orders.findAll(ids));
  readonly #customers = new Batches<string, OpenOrder[]>(async (batch) => {
    const found = await this.orders.openOf([...new Set(batch.map(({ item }) => item))]);
    for (const { item, resolve } of batch)
      resolve(
        found
          .filter(({ customerId }) => customerId === item)
          .map(({ _id, restaurantId }) => ({ id: _id, restaurantId })),
      );
  });

  constructor(private readonly orders: OrdersRepository) {}

  /** Callers at the same time share one read. */
  find(orderId: string): Promise<OrderDoc | null> {
    return this.#reads.add(orderId);
  }

  /** The facts that the access policy needs, by order id. Unknown ids are missing. */
  async factsOf(orderIds: readonly string[]): Promise<Map<string, OrderFacts>> {
    const found = await this.orders.findAll(orderIds);
    return new Map(found.map((order) => [order._id, orderFacts(order)]));
  }

  /** All orders whose alarm rings now, at any restaurant, oldest first, for operators. */
  async ringing(limit: number, cursor?: string): Promise<Page<Ringing> & { total: number }> {
    const [found, total] = await Promise.all([
      this.orders.ringing(limit + 1, cursor && after(cursor)[0]),
      this.orders.countRinging(),
    ]);
    const page = pageFrom(found, limit, ({ _id }) => [_id]);
    return { ...page, items: page.items.map((order) => ({ order, next: nextRung(order) })), total };
  }

  openCounts(): Promise<{ restaurantId: string; open: number; late: number }[]> {
    return this.orders.openCounts(new Date());
  }

  async assertAllowed(caller: Principal, orderId: string, action: OrderAction): Promise<OrderDoc> {
    const order = await this.orders.find(orderId);
    if (!order) throw noSuchOrder();
    assertAction(caller, order, action);
    return order;
  }

  /** The newest orders of a restaurant, whatever their status. */
  newestOf(restaurantId: string, limit: number): Promise<OrderDoc[]> {
    return this.orders.list({ restaurantIds: [restaurantId] }, { limit });
  }

  /** The newest orders of a customer, whatever their status. */
  newestBy(customerId: string, limit: number): Promise<OrderDoc[]> {
    return this.orders.list({ customerId }, { limit });
  }

  idsOf(customerId: string): Promise<string[]> {
    return this.orders.idsOf(customerId);
  }

  /** The open orders of the last two days. Customers who connect together share one read. */
  recentOpenOf(customerId: string): Promise<OpenOrder[]> {
    return this.#customers.add(customerId);
  }

  /** The latest open order of the customer, if any. */
  async openOf(customerId: string): Promise<OrderDoc | null> {
    return (await this.orders.list({ customerId }, { statuses: openStates, limit: 1 }))[0] ?? null;
  }

  /** Removes the personal data from an order's event that is stored elsewhere. */
  withoutPeople(envelope: EventEnvelope): EventEnvelope {
    return { ...envelope, data: withoutPeople(factOf(envelope), () => true).data };
  }

  assignCourier(
    orderId: string,
    courier: { id: string; name: string; phone: string | null },
    by: 'courier' | 'staff',
    actor: Actor,
    expectedVersion?: number,
  ): Promise<OrderDoc> {
    const decide = (order: OrderDoc) => {
      assertVersion(order, expectedVersion);
      return assign(order, courier, by);
    };
    return this.orders.change(orderId, decide, actor);
  }

  /** The courier's way says when they are at the door. */
  expectArrival(orderId: string, expected: Date): Promise<OrderDoc> {
    return this.orders.change(orderId, (order, now) => expectArrival(order, expected, now), null);
  }

  async recordPayment(orderId: string, status: PaymentStatus, refunds?: Refunds): Promise<void> {
    await this.orders.change(orderId, (order) => recordPayment(order, status, refunds), null);
  }

  /** What the courier's deliveries since then brought, newest first. */
  async deliveredBy(courierId: string, since: Date): Promise<Delivered[]> {
    const found = await this.orders.deliveredBy(courierId, since);
    return found
      .map(({ _id, number, restaurantName, currency, reached, ...order }) => ({
        orderId: _id,
        orderNumber: number,
        restaurantName,
        currency,
        deliveredAt: reached.delivered ?? since,
        ...earningsOf(order),
      }))
      .sort((a, b) => b.deliveredAt.getTime() - a.deliveredAt.getTime());
  }

  facts(order: OrderDoc): OrderFacts {
    return orderFacts(order);
  }

  view(caller: Principal, order: OrderDoc): Order {
    return orderViewFor(caller, order);
  }
}

/**
 * Rejects a change that was decided on a version before another person's decision. Automatic changes in between, such as
 * a receipt of another screen, cause no conflict.
 */
export function assertVersion(order: OrderDoc, expected: number | undefined): void {
  if (expected === undefined) return;
  const lastDecision = order.decidedVersion ?? order.version;
  if (expected <= order.version && expected >= lastDecision) return;
  const who = order.alert.acknowledgedBy ? ` ${order.alert.acknowledgedBy.name} answered it first.` : '';
  throw new Refusal(
    'version_conflict',
    `Order ${order.number} is now at version ${order.version} and ${order.status.replaceAll('_', ' ')}; you saw version ${expected}.${who} Read the order again.`,
  );
}

/** Runs again on every retry of a change, because the rights at the time of the write count. */
export function assertAction(caller: Principal, order: OrderDoc, action: OrderAction): void {
  const facts = orderFacts(order);
  if (!decide(caller, 'order:read', facts).allowed) throw noSuchOrder();
  const verdict = decide(caller, action, facts);
  if (!verdict.allowed)
    throw new Refusal('forbidden', `You may not do this with order ${order.number}: ${verdict.because}.`);
}
