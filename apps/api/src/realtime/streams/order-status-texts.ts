import type { OrderStatus } from '@passline/contracts';
import type { OrderRef } from '../../modules/orders/order.events.ts';

/** The texts that customers read when the status of their order changes. */
export const statusTexts: Record<OrderStatus, (order: OrderRef) => string> = {
  scheduled: (o) => `${o.restaurantName} has noted your order ${o.number} for later.`,
  pending: (o) => `${o.restaurantName} has received your order ${o.number}.`,
  confirmed: (o) => `${o.restaurantName} has accepted order ${o.number}.`,
  preparing: (o) => `${o.restaurantName} is preparing order ${o.number}.`,
  ready: (o) => `Order ${o.number} is ready.`,
  out_for_delivery: (o) => `Order ${o.number} is on its way.`,
  delivered: (o) => `Order ${o.number} has arrived. Enjoy!`,
  cancelled: (o) => `Order ${o.number} was cancelled.`,
};
