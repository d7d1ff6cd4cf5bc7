import { Refusal, isFinal, type OrderStatus } from '@passline/contracts';

const openForMs = 24 * 3_600_000;

/** Line breaks are part of what people type; other control characters are not, and can hide what a text says. */
export function demandPlain(text: string): string {
  const wrong = !text.isWellFormed()
    ? 'must be well-formed text'
    : /(?![\n\t])\p{Cc}/u.test(text)
      ? 'must have no control characters'
      : null;
  if (wrong)
    throw new Refusal('validation_failed', `text: ${wrong}`, { errors: [{ path: 'text', message: wrong }] });
  return text;
}

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
