import type { OrderItem } from './orders.ts';
import type { Afterwards, Replacements } from './replacement-settings.ts';
import type { VatSum } from './vat-sums.ts';

/** What an order keeps of its offer, so that its amounts can be computed again without reading the offer. */
export interface OfferTerms {
  kind: 'percent' | 'amount';
  /** Per cent, or an amount in minor units. */
  discountValue: number;
}

/** The amounts that follow from the items. The delivery fee and the tip stay. */
export interface ItemAmounts {
  subtotal: number;
  discount: number;
  totalAmount: number;
  /** Absent: the order has no VAT rates. */
  vat?: VatSum[];
}

/** A change of one item after the order was placed: taken out (`to` is 0), fewer, or replaced. */
export interface ItemChange {
  /** The id of the item that was ordered. */
  item: string;
  menuItemId: string;
  category: string;
  name: string;
  /** The quantity before and after. */
  from: number;
  to: number;
  /** What the customer gets instead. */
  replacement: OrderItem | null;
}

/** A replacement that the customer has not answered yet. */
export interface Proposal<T = Date> extends Omit<ItemChange, 'replacement' | 'to'> {
  /** The item that the order gets if the customer agrees. Its id differs for each proposal. */
  replacement: OrderItem;
  until: T;
  /** What happens without an answer. */
  afterwards: Afterwards;
}

export const defaultReplacements: Replacements = { answerMinutes: 5, afterwards: 'remove' };

/** The discount in whole cents, never more than the subtotal. */
export const discountOf = ({ kind, discountValue }: OfferTerms, subtotal: number): number =>
  Math.min(subtotal, kind === 'percent' ? Math.round((subtotal * discountValue) / 100) : discountValue);

interface Priced {
  discount: number;
  deliveryFee: number;
  tip?: number | undefined;
  offerTerms?: OfferTerms | null | undefined;
}

/**
 * The amounts of an order with these items. The minimum of its offer and of a delivery were met when it was placed: a
 * dish that the restaurant cannot make takes neither away. So fewer items never cost more. An order that an earlier
 * release stored keeps its discount as an amount.
 */
export function amountsWith(order: Priced, items: readonly OrderItem[]): ItemAmounts {
  const subtotal = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  const terms = order.offerTerms ?? { kind: 'amount', discountValue: order.discount };
  const discount = discountOf(terms, subtotal);
  return { subtotal, discount, totalAmount: subtotal - discount + order.deliveryFee + (order.tip ?? 0) };
}

/** The items after a change. A replacement takes the place and the note of the item that it replaces. */
export const itemsAfter = <I extends OrderItem>(
  items: readonly I[],
  { item, to, replacement }: Pick<ItemChange, 'item' | 'to' | 'replacement'>,
): (I | OrderItem)[] =>
  items.flatMap((it) => {
    if (it.id !== item) return [it];
    if (replacement) return [{ ...replacement, note: it.note }];
    return to > 0 ? [{ ...it, quantity: to }] : [];
  });

/** The total if the customer agrees to this proposal now. */
export const totalWith = (
  order: Priced & { items: readonly OrderItem[] },
  { item, replacement }: Pick<Proposal<unknown>, 'item' | 'replacement'>,
): number => amountsWith(order, itemsAfter(order.items, { item, to: 0, replacement })).totalAmount;
