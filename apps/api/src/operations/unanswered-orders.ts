import { Injectable } from '@nestjs/common';
import type { AnswerOf, UnansweredOrder, socketCalls } from '@passline/contracts';
import { OrderAccess, type Ringing } from '../modules/orders/order.access.ts';
import { Presence } from '../modules/presence/presence.ts';
import { type ReceiptCounts, Receipts } from '../realtime/streams/receipts.ts';

/** The orders whose alarm is ringing, with their escalation, so that operators can call the restaurant. */
@Injectable()
export class UnansweredOrders {
  constructor(
    private readonly orders: OrderAccess,
    private readonly presence: Presence,
    private readonly receipts: Receipts,
  ) {}

  async list(limit: number, cursor?: string): Promise<AnswerOf<typeof socketCalls.listUnanswered>> {
    const page = await this.orders.ringing(limit, cursor);
    const orders = page.items.map(({ order }) => order);
    const [presence, receipts] = await Promise.all([
      this.presence.ofAll([...new Set(orders.map(({ restaurantId }) => restaurantId))]),
      this.receipts.of(orders.map(({ _id }) => _id)),
    ]);
    return {
      ...page,
      items: page.items.map((ringing) =>
        viewOf(
          ringing,
          presence.get(ringing.order.restaurantId)?.screens ?? 0,
          receipts.get(ringing.order._id),
        ),
      ),
    };
  }
}

function viewOf(
  { order, next }: Ringing,
  connected: number,
  receipts: ReceiptCounts | undefined,
): UnansweredOrder {
  const { alert } = order;
  return {
    orderId: order._id,
    orderNumber: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    since: order.createdAt.toISOString(),
    receivedAt: alert.receivedAt?.toISOString() ?? null,
    renderedAt: alert.renderedAt?.toISOString() ?? null,
    audible: alert.audible,
    cause: alert.unanswered,
    next: next && { step: next.rung, at: next.at.toISOString() },
    screens: { connected, ...(receipts ?? { received: 0, rendered: 0, audible: 0 }) },
  };
}
