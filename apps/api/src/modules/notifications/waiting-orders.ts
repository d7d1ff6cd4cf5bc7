import type { NotificationParams } from '@passline/contracts';
import type { NotificationDoc, WaitingOrder } from './notification.schema.ts';

type Text = Pick<NotificationDoc, 'type' | 'title' | 'message' | 'orderId'> & { params: NotificationParams };

const mostNamed = 5;

/** The one notification about all orders of a restaurant that wait for an answer. */
export function waitingText(orders: readonly WaitingOrder[]): Text {
  const [first] = orders;
  const unseen = orders.every(({ cause }) => cause === 'not_received');
  return {
    type: unseen ? 'order_not_received' : 'order_not_answered',
    orderId: first?.id ?? null,
    title:
      orders.length === 1 ? `Order ${first?.number ?? ''} is waiting` : `${orders.length} orders are waiting`,
    message: unseen ? unseenText(orders) : unansweredText(orders),
    params: {
      count: orders.length,
      numbers: orders
        .slice(0, mostNamed)
        .map(({ number }) => number)
        .join(', '),
      more: Math.max(0, orders.length - mostNamed),
      screens: orders.every(({ screens }) => screens === 0) ? 0 : null,
    },
  };
}

function unseenText(orders: readonly WaitingOrder[]): string {
  if (orders.every(({ screens }) => screens === 0))
    return 'No screen of the restaurant is connected. Switch one on, or check its network.';
  const them = orders.length === 1 ? 'it' : 'them';
  return `No screen of the restaurant has received ${them}. Check that one is switched on and online.`;
}

function unansweredText(orders: readonly WaitingOrder[]): string {
  if (orders.length === 1) return 'It has not been answered yet. Accept or cancel it.';
  const named = orders.slice(0, mostNamed).map(({ number }) => number);
  const more = orders.length - named.length;
  const list = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  return `They have not been answered yet: ${list}. Accept or cancel them.`;
}

/** Null when nothing is new, as when an event arrives twice. */
export function withWaiting(
  orders: readonly WaitingOrder[],
  added: readonly WaitingOrder[],
): readonly WaitingOrder[] | null {
  const byId = new Map(orders.map((order) => [order.id, order]));
  let isNew = false;
  for (const order of added) {
    const known = byId.get(order.id);
    // An order escalates from not received to not answered, never back.
    if (known && (known.cause === order.cause || known.cause === 'not_answered')) continue;
    byId.set(order.id, order);
    isNew = true;
  }
  return isNew ? [...byId.values()] : null;
}
