import { Injectable } from '@nestjs/common';
import type { AnswerOf, UnansweredOrder, socketCalls } from '@passline/contracts';
import { OrderAccess, type Ringing } from '../modules/orders/order.access.ts';
import { Presence } from '../modules/presence/presence.ts';
import { RestaurantsService } from '../modules/restaurants/restaurants.service.ts';
import { type ReceiptCounts, Receipts } from '../realtime/streams/alarm-receipts.ts';

/** The orders whose alarm is ringing, with their escalation, so that operators can call the restaurant. */
@Injectable()
export class UnansweredOrders {
  constructor(
    private readonly orders: OrderAccess,
    private readonly presence: Presence,
    private readonly receipts: Receipts,
    private readonly restaurants: RestaurantsService,
  ) {}

  openCounts() {
    return this.orders.openCounts();
  }

  async list(limit: number, cursor?: string): Promise<AnswerOf<typeof socketCalls.listUnanswered>> {
    const page = await this.orders.ringing(limit, cursor);
    const orders = page.items.map(({ order }) => order);
    const restaurantIds = [...new Set(orders.map(({ restaurantId }) => restaurantId))];
    const [presence, receipts, phones] = await Promise.all([
      this.presence.ofAll(restaurantIds),
      this.receipts.of(orders.map(({ _id }) => _id)),
      this.restaurants.phonesOf(restaurantIds),
    ]);
    return {
      ...page,
      items: page.items.map((ringing) =>
        viewOf(
          ringing,
          presence.get(ringing.order.restaurantId)?.screens ?? 0,
          receipts.get(ringing.order._id),
          phones.get(ringing.order.restaurantId) ?? null,
        ),
      ),
    };
  }
}

function viewOf(
  { order, next }: Ringing,
  connected: number,
  receipts: ReceiptCounts | undefined,
  restaurantPhone: string | null,
): UnansweredOrder {
  const { alert } = order;
  return {
    orderId: order._id,
    orderNumber: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    restaurantPhone,
    since: (order.reached.pending ?? order.createdAt).toISOString(),
    receivedAt: alert.receivedAt?.toISOString() ?? null,
    renderedAt: alert.renderedAt?.toISOString() ?? null,
    audible: alert.audible,
    cause: alert.unanswered,
    next: next && { step: next.rung, at: next.at.toISOString() },
    screens: { connected, ...(receipts ?? { received: 0, rendered: 0, audible: 0 }) },
  };
}
