import type { Fulfilment, Order, OrderStatus } from '@passline/contracts';
import { begunAt } from '../../../shared/orders/ageing.ts';
import { isRinging } from '../../../shared/alarm/ringing.ts';
import { printedOptions } from '../ticket/ticket-items.ts';

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

const noCooking: ReadonlySet<OrderStatus> = new Set(['scheduled', 'ready', 'out_for_delivery']);

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
  order.status === 'pending' ? begunAt(order) : (order.promise?.readyAt ?? begunAt(order));

/** Most urgent first. Silencing an order does not move it: the next press is meant for the same ticket. */
export const byUrgency = (a: Order, b: Order): number =>
  goal(a).localeCompare(goal(b)) || a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);

export type Tickets = Record<Column, readonly Order[]>;

/** No filter hides what rings: such orders follow the ones that match. */
export function boardOf(open: readonly Order[], filter: BoardFilter): Tickets {
  const board: Record<Column, Order[]> = {
    pending: [],
    confirmed: [],
    preparing: [],
    ready: [],
    out_for_delivery: [],
  };
  const unmatched: Order[] = [];
  for (const order of open) {
    if (!(order.status in board)) continue;
    if (matches(order, filter)) board[order.status as Column].push(order);
    else if (isRinging(order)) unmatched.push(order);
  }
  for (const column of columns) board[column].sort(byUrgency);
  board.pending.push(...unmatched.sort(byUrgency));
  return board;
}

/**
 * The selection after a change of the board: when the selected ticket has left its column, the one that took its place,
 * so that the next press of a key acts on the next ticket. Without another ticket in the column it stays. After a ticket
 * that matches the filter comes another that matches, and not one that is shown only because it rings.
 */
export function successor(
  id: string | undefined,
  before: Tickets,
  after: Tickets,
  filter: BoardFilter,
): string | undefined {
  const column = columns.find((it) => before[it].some((order) => order.id === id));
  if (!column || after[column].some((order) => order.id === id)) return id;
  const row = before[column].findIndex((order) => order.id === id);
  const later = new Set(before[column].slice(row).map((order) => order.id));
  const left = before[column][row];
  const among = after[column].filter((it) => !left || !matches(left, filter) || matches(it, filter));
  const next = among.find((order) => later.has(order.id)) ?? among.at(-1);
  return next?.id ?? id;
}

/** Orders for later that are not on the board yet, the next one first. */
export const scheduledOf = (open: readonly Order[]): Order[] =>
  open
    .filter(({ status }) => status === 'scheduled')
    .sort(
      (a, b) => (a.scheduled?.for ?? '').localeCompare(b.scheduled?.for ?? '') || a.id.localeCompare(b.id),
    );

interface DishCount {
  name: string;
  quantity: number;
  /** The options beside the usual ones, by count. */
  options: { name: string; quantity: number }[];
}

const byCount = (a: { name: string; quantity: number }, b: { name: string; quantity: number }) =>
  b.quantity - a.quantity || a.name.localeCompare(b.name);

const listOf = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([name, quantity]) => ({ name, quantity })).sort(byCount);

/**
 * Open dishes by count, with their options. Ready orders and items that are done need no cooking, and orders for later
 * none yet.
 */
export function allDay(
  open: readonly Order[],
  filter: BoardFilter,
  itemsOf: (order: Order) => Order['items'] = ({ items }) => items,
): DishCount[] {
  const counts = new Map<string, { quantity: number; options: Map<string, number> }>();
  for (const order of open) {
    if (noCooking.has(order.status) || !matches(order, filter)) continue;
    for (const item of itemsOf(order)) {
      if (item.done || (filter.category !== null && item.category !== filter.category)) continue;
      const dish = counts.get(item.name) ?? { quantity: 0, options: new Map<string, number>() };
      dish.quantity += item.quantity;
      for (const { name } of printedOptions(item))
        dish.options.set(name, (dish.options.get(name) ?? 0) + item.quantity);
      counts.set(item.name, dish);
    }
  }
  return [...counts]
    .map(([name, { quantity, options }]) => ({ name, quantity, options: listOf(options) }))
    .sort(byCount);
}

export const categoriesOf = (open: readonly Order[]): string[] =>
  [...new Set(open.flatMap(({ items }) => items.map(({ category }) => category)))].sort();
