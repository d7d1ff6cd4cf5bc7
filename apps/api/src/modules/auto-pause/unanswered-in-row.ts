import type { OrderState } from '@passline/contracts';

type Order = Pick<OrderState, 'status' | 'alert' | 'reached' | 'cancellation'>;

/**
 * How many of the newest orders that rang after `since` were not answered, up to the first that was. Orders that still
 * ring and have not escalated, and orders that their customers cancelled meanwhile, say nothing either way.
 */
export function unansweredInRow(orders: readonly Order[], since: Date | null): number {
  const rang = orders
    .flatMap((order) => (order.reached.pending ? [{ order, at: order.reached.pending }] : []))
    .filter(({ at }) => since === null || at > since)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  let count = 0;
  for (const { order } of rang) {
    const outcome = outcomeOf(order);
    if (outcome === 'answered') break;
    if (outcome === 'unanswered') count += 1;
  }
  return count;
}

function outcomeOf({ status, alert, cancellation }: Order): 'answered' | 'unanswered' | 'open' {
  if (alert.acknowledgedAt) return 'answered';
  if (cancellation?.by === 'system') return 'unanswered';
  if (cancellation?.by === 'customer') return 'open';
  if (status !== 'pending') return 'answered';
  return alert.unanswered === 'not_answered' ? 'unanswered' : 'open';
}
