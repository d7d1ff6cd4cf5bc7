import { Injectable } from '@nestjs/common';
import {
  decide,
  openStates,
  Refusal,
  type Order,
  type OrderFacts,
  type Page,
  type PaymentStatus,
  type Principal,
} from '@passline/contracts';
import type { Actor, EventEnvelope } from '@passline/event-log';
import { after, pageFrom } from '../../common/http/pages.ts';
import { nextRung } from './alarm.ts';
import { assign, recordPayment } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderFacts, orderView } from './order.view.ts';
import { withoutPeople } from './order.privacy.ts';
import { factOf, noSuchOrder, OrdersRepository } from './orders.repository.ts';

export interface Ringing {
  order: OrderDoc;
  next: ReturnType<typeof nextRung>;
}

/** What one can want of an order that exists. */
export type OrderAction =
  | 'order:read'
  | 'order:move'
  | 'order:acknowledge'
  | 'order:promise'
  | 'order:cancel'
  | 'order:assign'
  | 'order:pay'
  | 'order:share'
  | 'order:chat'
  | 'order:receipt'
  | 'order:locate'
  | 'order:position';

/**
 * The orders' only door for their neighbours (payments, couriers, chat, realtime): whoever comes this way has been
 * asked for the right first. An order that the caller may not see does not exist for them.
 */
@Injectable()
export class OrderAccess {
  constructor(private readonly orders: OrdersRepository) {}

  find(orderId: string): Promise<OrderDoc | null> {
    return this.orders.find(orderId);
  }

  /** What decides about rights to each of these; without those that are not there. */
  async factsOf(orderIds: readonly string[]): Promise<Map<string, OrderFacts>> {
    const found = await this.orders.findAll(orderIds);
    return new Map(found.map((order) => [order._id, orderFacts(order)]));
  }

  /** What rings now, at every restaurant, longest first: for those who watch over all of them. */
  async ringing(limit: number, cursor?: string): Promise<Page<Ringing> & { total: number }> {
    const [found, total] = await Promise.all([
      this.orders.ringing(limit + 1, cursor && after(cursor)[0]),
      this.orders.countRinging(),
    ]);
    const page = pageFrom(found, limit, ({ _id }) => [_id]);
    return { ...page, items: page.items.map((order) => ({ order, next: nextRung(order) })), total };
  }

  async demand(caller: Principal, orderId: string, action: OrderAction): Promise<OrderDoc> {
    const order = await this.orders.find(orderId);
    if (!order) throw noSuchOrder();
    demandOf(caller, order, action);
    return order;
  }

  idsOf(customerId: string): Promise<string[]> {
    return this.orders.idsOf(customerId);
  }

  /** One of theirs that is not over. */
  async openOf(customerId: string): Promise<OrderDoc | null> {
    return (await this.orders.list({ customerId }, { statuses: openStates, limit: 1 }))[0] ?? null;
  }

  /** A fact that is kept elsewhere, for now, without the people in it. */
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
      demandVersion(order, expectedVersion);
      return assign(order, courier, by);
    };
    return this.orders.change(orderId, decide, actor);
  }

  async recordPayment(orderId: string, status: PaymentStatus): Promise<void> {
    await this.orders.change(orderId, (order) => recordPayment(order, status), null);
  }

  facts(order: OrderDoc): OrderFacts {
    return orderFacts(order);
  }

  view(order: OrderDoc): Order {
    return orderView(order, new Date());
  }
}

/**
 * Whoever decided by an order as it was before somebody else's decision is told so. What happens by itself meanwhile,
 * such as another screen receiving it, puts nobody in the wrong.
 */
export function demandVersion(order: OrderDoc, expected: number | undefined): void {
  if (expected === undefined) return;
  const decided = order.decidedVersion ?? order.version;
  if (expected <= order.version && expected >= decided) return;
  const who = order.alert.acknowledgedBy ? ` ${order.alert.acknowledgedBy.name} answered it first.` : '';
  throw new Refusal(
    'version_conflict',
    `Order ${order.number} is at version ${order.version} and ${order.status.replaceAll('_', ' ')} by now; you saw version ${expected}.${who}`,
  );
}

/** Asked again on every retry of a change: rights are those of the moment of the write. */
export function demandOf(caller: Principal, order: OrderDoc, action: OrderAction): void {
  const facts = orderFacts(order);
  if (!decide(caller, 'order:read', facts).allowed) throw noSuchOrder();
  const verdict = decide(caller, action, facts);
  if (!verdict.allowed)
    throw new Refusal('forbidden', `You may not do this with order ${order.number}: ${verdict.because}.`);
}
