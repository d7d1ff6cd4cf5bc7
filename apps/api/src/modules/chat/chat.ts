import { Refusal, isFinal, type OrderStatus } from '@passline/contracts';

const openForMs = 24 * 3_600_000;

/** Something may be left to say when the food is there, but not for ever. */
export function demandOpen(
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
