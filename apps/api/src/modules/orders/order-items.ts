import { Refusal, withItemIds, type OrderState, type OrderStatus } from '@passline/contracts';
import { move, undoOf, type Draft, type Person } from './order.ts';

interface Marking {
  items: readonly string[];
  state: 'waiting' | 'done';
}

const inKitchen: readonly OrderStatus[] = ['confirmed', 'preparing', 'ready'];

/**
 * Items are finished one by one. The first starts cooking; with `readyWhenDone` the last makes the order ready. Taking an
 * item back within the time to undo that takes the order back too. Pure, as in order.ts.
 */
export function markItems(
  order: OrderState,
  { items, state }: Marking,
  readyWhenDone: boolean,
  by: Person,
  now: Date,
): Draft[] {
  assertKnown(order, items);
  if (!inKitchen.includes(order.status)) throw notInKitchen(order);
  if (state === 'done') assertAnswered(order, items);
  const done = new Set(order.itemsDone?.map(({ id }) => id));
  const changed = [...new Set(items)].filter((id) => done.has(id) !== (state === 'done'));
  if (changed.length === 0) return [];
  const marked: Draft = {
    type: 'order.items_marked',
    data: { items: changed, state, by: { id: by.id, name: by.name } },
  };
  if (state === 'waiting') return [marked, ...(order.status === 'ready' ? takenBack(order, by, now) : [])];
  for (const id of changed) done.add(id);
  const isComplete = withItemIds(order.items).every(({ id }) => done.has(id));
  return [marked, ...advanced(order, isComplete && readyWhenDone, by, now)];
}

function advanced(order: OrderState, isReady: boolean, by: Person, now: Date): Draft[] {
  const starts = order.status === 'confirmed' ? move(order, 'preparing', 'staff', by, now) : [];
  const ends =
    isReady && order.status !== 'ready'
      ? move({ ...order, status: 'preparing' }, 'ready', 'staff', by, now)
      : [];
  return [...starts, ...ends];
}

function takenBack(order: OrderState, by: Person, now: Date): Draft[] {
  const undo = undoOf(order);
  if (undo?.to !== 'preparing' || now > undo.until)
    throw new Refusal(
      'illegal_transition',
      `Order ${order.number} is ready, and the time to undo that is over. Its items stay done.`,
    );
  return move(order, 'preparing', 'staff', by, now);
}

function assertKnown(order: OrderState, items: readonly string[]): void {
  const known = new Set(withItemIds(order.items).map(({ id }) => id));
  const errors = items.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `items.${index}`, message: `is not an item of order ${order.number}` }],
  );
  if (errors.length > 0)
    throw new Refusal('validation_failed', `Order ${order.number} has no such item.`, { errors });
}

/** The customer may get another dish instead. */
function assertAnswered({ number, proposals = [] }: OrderState, items: readonly string[]): void {
  const open = proposals.find(({ item }) => items.includes(item));
  if (open)
    throw new Refusal(
      'answer_pending',
      `The customer of order ${number} has not answered yet whether they take something else instead of ${open.name}. Withdraw the replacement if it can be made after all.`,
    );
}

const notInKitchen = ({ number, status }: OrderState) =>
  new Refusal(
    'illegal_transition',
    status === 'pending'
      ? `Accept order ${number} first, then mark its items.`
      : `Order ${number} is ${status.replaceAll('_', ' ')}. Items can be marked only while it is confirmed, preparing or ready.`,
  );
