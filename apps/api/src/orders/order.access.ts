import { Injectable } from '@nestjs/common';
import {
  decide,
  Refusal,
  type Order,
  type OrderFacts,
  type PaymentStatus,
  type Principal,
} from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import { assign, recordPayment } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderFacts, orderView } from './order.view.ts';
import { noSuchOrder, OrdersRepository } from './orders.repository.ts';

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

  async demand(caller: Principal, orderId: string, action: OrderAction): Promise<OrderDoc> {
    const order = await this.orders.find(orderId);
    if (!order) throw noSuchOrder();
    demandOf(caller, order, action);
    return order;
  }

  assignCourier(
    orderId: string,
    courier: { id: string; name: string; phone: string | null },
    by: 'courier' | 'staff',
    actor: Actor,
  ): Promise<OrderDoc> {
    return this.orders.change(orderId, (order) => assign(order, courier, by), actor);
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

/** Asked again on every retry of a change: rights are those of the moment of the write. */
export function demandOf(caller: Principal, order: OrderDoc, action: OrderAction): void {
  const facts = orderFacts(order);
  if (!decide(caller, 'order:read', facts).allowed) throw noSuchOrder();
  const verdict = decide(caller, action, facts);
  if (!verdict.allowed)
    throw new Refusal('forbidden', `You may not do this with order ${order.number}: ${verdict.because}.`);
}
