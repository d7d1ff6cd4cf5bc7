import type { Fulfilment, Order, OrderStatus } from '@passline/contracts';

export interface BoardFilter {
  fulfilment: Fulfilment | 'all';
  /** A menu category, which is what one station cooks. */
  category: string | null;
  words: string;
}
export const noFilter: BoardFilter = { fulfilment: 'all', category: null, words: '' };

export const columns = [
  'pending',
  'confirmed',
  'preparing',
  'ready',
  'out_for_delivery',
] as const satisfies OrderStatus[];
export type Column = (typeof columns)[number];

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function matches(order: Order, { fulfilment, category, words }: BoardFilter): boolean {
  if (fulfilment !== 'all' && order.fulfilment !== fulfilment) return false;
  if (category !== null && !order.items.some((item) => item.category === category)) return false;
  const sought = folded(words.trim().replace(/^#/, ''));
  return (
    sought === '' || folded(order.number).includes(sought) || folded(order.customerName).includes(sought)
  );
}

const goal = (order: Order) =>
  order.status === 'pending' ? order.createdAt : (order.promise?.readyAt ?? order.createdAt);

/** Most urgent first. The order is stable while no promise changes. */
const waits = ({ status, alert }: Order) => Number(status !== 'pending' || alert.acknowledgedAt !== null);
const byUrgency = (a: Order, b: Order): number =>
  waits(a) - waits(b) ||
  goal(a).localeCompare(goal(b)) ||
  a.createdAt.localeCompare(b.createdAt) ||
  a.id.localeCompare(b.id);

export function boardOf(open: readonly Order[], filter: BoardFilter): Record<Column, Order[]> {
  const board: Record<Column, Order[]> = {
    pending: [],
    confirmed: [],
    preparing: [],
    ready: [],
    out_for_delivery: [],
  };
  for (const order of open)
    if (order.status in board && matches(order, filter)) board[order.status as Column].push(order);
  for (const column of columns) board[column].sort(byUrgency);
  return board;
}

/** Open dishes by count. Ready orders need no cooking. */
export function allDay(open: readonly Order[], filter: BoardFilter): { name: string; quantity: number }[] {
  const counts = new Map<string, number>();
  for (const order of open) {
    if (order.status === 'ready' || order.status === 'out_for_delivery' || !matches(order, filter)) continue;
    for (const { name, quantity, category } of order.items)
      if (filter.category === null || category === filter.category)
        counts.set(name, (counts.get(name) ?? 0) + quantity);
  }
  return [...counts]
    .map(([name, quantity]) => ({ name, quantity }))
    .sort((a, b) => b.quantity - a.quantity || a.name.localeCompare(b.name));
}

export const categoriesOf = (open: readonly Order[]): string[] =>
  [...new Set(open.flatMap(({ items }) => items.map(({ category }) => category)))].sort();
