import type { OrderState } from '@passline/contracts';

export type Rung = 'not_received' | 'not_answered' | 'auto_cancel';

/** Long enough for a console that is just loading; nobody else can hear it. */
const patienceWithoutScreens = 3;

/**
 * The next thing that happens to an order that nobody answers, and when. Derived from the order alone, so that it
 * can be stored as a due time, survives a restart, and any node may act on it.
 */
export function nextRung(order: OrderState): { rung: Rung; at: Date } | null {
  if (order.status !== 'pending') return null;
  const { alert, alertPolicy: policy } = order;
  const after = (seconds: number) => new Date(order.createdAt.getTime() + seconds * 1000);
  if (!alert.acknowledgedAt) {
    if (!alert.receivedAt && alert.unanswered === null)
      return { rung: 'not_received', at: after(patienceOf(order)) };
    if (alert.unanswered !== 'not_answered')
      return { rung: 'not_answered', at: after(policy.notAnsweredAfter) };
  }
  return policy.autoCancelAfter === null ? null : { rung: 'auto_cancel', at: after(policy.autoCancelAfter) };
}

const patienceOf = ({ alertPolicy: { notReceivedAfter }, screens }: OrderState): number =>
  screens === 0 ? Math.min(patienceWithoutScreens, notReceivedAfter) : notReceivedAfter;
