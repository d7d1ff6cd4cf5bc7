import type { Courier, Order, OrderStatus } from '@passline/contracts';
import { afterStep, withMarks } from './order-book.ts';

/** Optimistic changes of an order. Each checks the current state, so an overtaken change has no effect. */
export const acknowledged =
  (by: { id: string; name: string }, now = new Date()) =>
  (order: Order): Order =>
    order.alert.acknowledgedAt
      ? order
      : {
          ...order,
          alert: {
            ...order.alert,
            acknowledgedAt: now.toISOString(),
            acknowledgedBy: by,
            unanswered: null,
          },
        };

export const promised =
  (minutes: number, by: { id: string; name: string }, now = new Date()) =>
  (order: Order): Order => {
    const readyAt = new Date(now.getTime() + minutes * 60_000).toISOString();
    return {
      ...acknowledged(by, now)(order),
      ...(order.status === 'pending' && afterStep(order, 'pending', 'confirmed', now)),
      promise: { readyAt, deliverAt: order.promise?.deliverAt ?? null },
    };
  };

export const assigned =
  ({ id, name, phone }: Pick<Courier, 'id' | 'name' | 'phone'>, now = new Date()) =>
  (order: Order): Order => ({
    ...order,
    courier: { id, name, phone, assignedAt: now.toISOString() },
    driver: null,
  });

export const driverNamed =
  (name: string, now = new Date()) =>
  (order: Order): Order => ({ ...order, driver: { name, namedAt: now.toISOString() }, courier: null });

export const moved =
  (from: OrderStatus, to: OrderStatus, now = new Date()) =>
  (order: Order): Order =>
    order.status === from ? { ...order, ...afterStep(order, from, to, now) } : order;

/** The first item that is done starts cooking. Whether the last makes the order ready is the server's setting. */
export const marked =
  (items: readonly string[], state: 'waiting' | 'done', by: { id: string; name: string }, now = new Date()) =>
  (order: Order): Order => ({
    ...order,
    ...(state === 'done' && order.status === 'confirmed' && afterStep(order, 'confirmed', 'preparing', now)),
    items: withMarks(order.items, items, state === 'done' ? { at: now.toISOString(), by } : undefined),
  });

export const recalled =
  (reason: string, now = new Date()) =>
  (order: Order): Order =>
    order.recall
      ? {
          ...order,
          ...afterStep(order, order.status, order.recall.to, now),
          recalled: { reason, at: now.toISOString() },
        }
      : order;

export const cancelled =
  (reason: string, now = new Date()) =>
  (order: Order): Order => ({
    ...order,
    status: 'cancelled',
    undo: null,
    cancellation: { reason, by: 'staff', at: now.toISOString() },
  });
