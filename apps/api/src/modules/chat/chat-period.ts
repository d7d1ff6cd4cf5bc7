import { Refusal, isFinal, type OrderStatus } from '@passline/contracts';

const openForMs = 24 * 3_600_000;

/** A conversation stays open for a day after its order has ended, for questions about the delivery. */
export function assertOpen(
  order: { number: string; status: OrderStatus; reached: Partial<Record<OrderStatus, Date>> },
  now: Date,
): void {
  const end = isFinal(order.status) ? order.reached[order.status] : undefined;
  if (end && now.getTime() - end.getTime() > openForMs)
    throw new Refusal(
      'forbidden',
      `The conversation about order ${order.number} is closed: the order ended more than a day ago.`,
    );
}
