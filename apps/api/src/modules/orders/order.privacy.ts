import type { OrderFact, OrderState } from '@passline/contracts';

/** What stands where something personal stood. */
export const removed = 'Removed';

/** An order that still says whose it was; the index of these is what the sweep goes by. */
export const namesSomebody = { customerName: { $gt: '' } };

/**
 * A fact without the people in it: names, telephone numbers, addresses, and what they or others typed about them.
 * Figures, times, dishes and ids stay, so that reports and the ledger come to the same.
 */
export function withoutPeople<F extends OrderFact>(fact: F, mentions: (text: string) => boolean): F {
  const data = blanked(fact, mentions);
  return { ...fact, data: { ...fact.data, ...data } };
}

function blanked(fact: OrderFact, mentions: (text: string) => boolean): object {
  switch (fact.type) {
    case 'order.placed':
      return {
        customerName: '',
        customerPhone: null,
        deliveryAddress: null,
        note: null,
        items: fact.data.items.map((item) => ({ ...item, note: null })),
      };
    case 'order.acknowledged':
      return { by: { id: fact.data.by.id, name: '' } };
    case 'order.courier_assigned':
      return { courier: { id: fact.data.courier.id, name: '', phone: null }, deliveryAddress: '' };
    case 'order.cancelled':
      // The restaurant's reasons are figures of its reports, unless they speak of somebody.
      return fact.data.by === 'customer' || mentions(fact.data.reason) ? { reason: removed } : {};
    case 'order.moved':
      return fact.data.reason === null ? {} : { reason: removed };
    default:
      return {};
  }
}

/** Whether a text speaks of the customer: by any part of the name, the number or the address. */
export function mentionsOf({
  customerName,
  customerPhone,
  deliveryAddress,
}: Pick<OrderState, 'customerName' | 'customerPhone' | 'deliveryAddress'>): (text: string) => boolean {
  const words = [...customerName.split(/\s+/), ...(deliveryAddress?.text.split(/[\s,]+/) ?? [])]
    .map((word) => word.toLocaleLowerCase('en'))
    .filter((word) => word.length >= 3);
  const digits = (text: string) => text.replaceAll(/\D/g, '');
  const number = digits(customerPhone ?? '');
  return (text) => {
    const said = text.toLocaleLowerCase('en');
    return words.some((word) => said.includes(word)) || (number.length >= 5 && digits(said).includes(number));
  };
}
