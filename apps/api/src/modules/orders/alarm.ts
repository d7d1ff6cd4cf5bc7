import { isFinal, type OrderState } from '@passline/contracts';
import { nextExpiry } from './order-changes.ts';

export type Rung = 'not_received' | 'not_answered' | 'auto_cancel';

/** Seconds, enough for a console that is just loading. Without a screen no one can hear the alarm, so waiting is useless. */
const secondsWithoutScreens = 3;

/**
 * The next escalation of an unanswered order, and when it is due. It depends on the order alone, so it can be stored as a
 * due time, survives a restart, and any node can act on it.
 */
export function nextRung(order: OrderState): { rung: Rung; at: Date } | null {
  if (order.status !== 'pending') return null;
  const { alert, alertPolicy: policy } = order;
  // An undone acceptance starts the time again.
  const since = order.reached.pending ?? order.createdAt;
  const after = (seconds: number) => new Date(since.getTime() + seconds * 1000);
  if (!alert.acknowledgedAt) {
    if (!alert.receivedAt && alert.unanswered === null)
      return { rung: 'not_received', at: after(secondsToReceive(order)) };
    if (alert.unanswered !== 'not_answered')
      return { rung: 'not_answered', at: after(policy.notAnsweredAfter) };
  }
  return policy.autoCancelAfter === null ? null : { rung: 'auto_cancel', at: after(policy.autoCancelAfter) };
}

/**
 * When the order needs the alarm sweep next: an order for later starts, an unanswered one escalates, or the customer's time
 * to answer a replacement ends.
 */
export function dueOf(order: OrderState): Date | undefined {
  const next = order.status === 'scheduled' ? order.scheduled?.startsAt : nextRung(order)?.at;
  const expiry = isFinal(order.status) ? undefined : nextExpiry(order);
  return next && expiry ? new Date(Math.min(next.getTime(), expiry.getTime())) : (next ?? expiry);
}

const secondsToReceive = ({ alertPolicy: { notReceivedAfter }, screens }: OrderState): number =>
  screens === 0 ? Math.min(secondsWithoutScreens, notReceivedAfter) : notReceivedAfter;
