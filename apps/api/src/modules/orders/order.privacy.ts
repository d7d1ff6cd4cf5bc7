import { isFreeReason, type OrderFact, type OrderState } from '@passline/contracts';

/** Replaces personal text. */
export const removed = 'Removed';

/** Matches orders that still contain personal data. The retention sweep finds them by an index with this filter. */
export const hasPersonalData = { customerName: { $gt: '' } };

/**
 * A fact without personal data: names, telephone numbers, addresses, and text that people typed. Amounts, times, dishes
 * and ids stay, so that reports and accounting give the same results.
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
    case 'order.items_marked':
      return { by: { id: fact.data.by.id, name: '' } };
    case 'order.courier_assigned':
      return { courier: { id: fact.data.courier.id, name: '', phone: null }, deliveryAddress: '' };
    case 'order.driver_named':
      return { driver: { name: '' } };
    case 'order.cancelled':
      // Reports count the restaurant's reasons, so they stay unless they mention the customer.
      return isFreeReason(fact.data) && (fact.data.by === 'customer' || mentions(fact.data.reason))
        ? { reason: removed }
        : {};
    case 'order.recalled':
      return isFreeReason(fact.data) ? { reason: removed } : {};
    case 'order.moved':
      return fact.data.reason === null ? {} : { reason: removed };
    default:
      return {};
  }
}

/** The fact for readers who may not see who of the kitchen finished an item. */
export const withoutCook = <F extends OrderFact>(fact: F): F =>
  fact.type === 'order.items_marked'
    ? { ...fact, data: { ...fact.data, by: { id: fact.data.by.id, name: '' } } }
    : fact;

/** The fact for readers who may not see the customer's telephone number. It stays stored for those who may. */
export const withoutPhone = <F extends OrderFact>(fact: F): F =>
  fact.type === 'order.placed' ? { ...fact, data: { ...fact.data, customerPhone: null } } : fact;

/** The fact for readers who may not see what the courier earns. */
export const withoutCourierFee = <F extends OrderFact>(fact: F): F => {
  if (fact.type !== 'order.placed') return fact;
  const { courierFee: _, ...data } = fact.data;
  return { ...fact, data };
};

/** The fields of an order that may contain personal data. Orders of an earlier release lack the last three. */
export const personalFieldsOf = ({
  customerName,
  customerPhone,
  deliveryAddress,
  note,
  items,
  itemsDone,
  courier,
  alert,
  cancellation,
  driver,
  recalled,
}: OrderState) => ({
  customerName,
  customerPhone,
  deliveryAddress,
  note,
  items,
  courier,
  alert,
  cancellation,
  ...(itemsDone && { itemsDone }),
  ...(driver && { driver }),
  ...(recalled && { recalled }),
});

/** Whether a text mentions the customer: any part of the name or address, or the telephone number. */
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
    const lowerCase = text.toLocaleLowerCase('en');
    return (
      words.some((word) => lowerCase.includes(word)) ||
      (number.length >= 5 && digits(lowerCase).includes(number))
    );
  };
}
