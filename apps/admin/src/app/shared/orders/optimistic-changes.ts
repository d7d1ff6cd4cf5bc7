import type { CancelReason, Courier, Order, OrderStatus, RecallReason } from '@passline/contracts';
import { amountsWith, itemsAfter } from '@passline/contracts/browser';
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
      promise: { readyAt, deliverAt: order.promise?.deliverAt ?? null, delayedFrom: null },
    };
  };

export const assigned =
  ({ id, name, phone }: Pick<Courier, 'id' | 'name' | 'phone'>, now = new Date()) =>
  (order: Order): Order => ({
    ...order,
    courier: {
      id,
      name,
      phone,
      assignedAt: now.toISOString(),
      arrivedAt: { restaurant: null, door: null },
    },
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

/** Taken out, or fewer. The change itself comes with the answer. */
export const lowered =
  (item: string, to: number) =>
  (order: Order): Order => {
    const items = itemsAfter(order.items, { item, to, replacement: null });
    const proposals = order.proposals.filter((proposal) => proposal.item !== item);
    return { ...order, items, proposals, ...amountsWith(order, items) };
  };

export const withdrawn =
  (item: string) =>
  (order: Order): Order => ({
    ...order,
    proposals: order.proposals.filter((proposal) => proposal.item !== item),
  });

/** As the API takes it: a code, with a text only for `other`. */
export interface ChosenReason<C extends CancelReason | RecallReason> {
  code: C;
  reason?: string;
}

/** Screens show the text of a listed code in their own language. */
const asStored = ({ code, reason = '' }: ChosenReason<CancelReason | RecallReason>) => ({ code, reason });

export const recalled =
  (chosen: ChosenReason<RecallReason>, now = new Date()) =>
  (order: Order): Order =>
    order.recall
      ? {
          ...order,
          ...afterStep(order, order.status, order.recall.to, now),
          recalled: { ...asStored(chosen), at: now.toISOString() },
        }
      : order;

export const cancelled =
  (chosen: ChosenReason<CancelReason>, now = new Date()) =>
  (order: Order): Order => ({
    ...order,
    status: 'cancelled',
    undo: null,
    cancellation: { ...asStored(chosen), by: 'staff', at: now.toISOString() },
  });
