import type { MenuItem, Order, OrderItem } from '@passline/contracts';
import { amountsWith, itemsAfter } from '@passline/contracts/browser';

/** What staff decide about an item that cannot be made. */
export type ItemWay = 'remove' | 'lower' | 'replace';

/** The ways that the order allows now. The server decides by the same rules. */
export function waysOf({ items, status }: Pick<Order, 'items' | 'status'>, item: OrderItem): ItemWay[] {
  return [
    ...(items.length > 1 ? ['remove' as const] : []),
    ...(item.quantity > 1 ? ['lower' as const] : []),
    ...(status === 'ready' ? [] : ['replace' as const]),
  ];
}

export const isChangeable = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'scheduled' ||
  status === 'pending' ||
  status === 'confirmed' ||
  status === 'preparing' ||
  status === 'ready';

/** The item that the order gets instead: it costs at most what was ordered. */
export function replacementOf(item: OrderItem, dish: MenuItem, picked: ReadonlySet<string>): OrderItem {
  const options = dish.options.flatMap(({ choices }) => choices.filter(({ id }) => picked.has(id)));
  const price = options.reduce((sum, choice) => sum + choice.price, dish.price);
  return {
    ...item,
    menuItemId: dish.id,
    name: dish.name,
    category: dish.category,
    options,
    unitPrice: Math.min(price, item.unitPrice),
  };
}

/** The amounts after the change, and what goes back to the card. */
export function amountsAfter(
  order: Order,
  change: { item: string; to: number; replacement: OrderItem | null },
): { totalAmount: number; refund: number } {
  const { totalAmount } = amountsWith(order, itemsAfter(order.items, change));
  const isPaid = order.paymentMethod === 'card' && order.paymentStatus === 'paid';
  return { totalAmount, refund: isPaid ? order.totalAmount - totalAmount : 0 };
}
