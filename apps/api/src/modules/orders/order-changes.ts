import {
  amountsWith,
  applyOrderFact,
  itemsAfter,
  listedReason,
  Refusal,
  totalWith,
  vatRateOf,
  vatSums,
  withItemIds,
  type ItemChange,
  type MenuItem,
  type OrderItem,
  type OrderState,
  type OrderStatus,
  type Proposal,
  type RestaurantSettings,
} from '@passline/contracts';
import { acknowledge, cancelled, move, type Draft, type Person } from './order.ts';
import { priceLines } from './pricing.ts';

/**
 * The rules for an item that cannot be made: it is taken out, lowered, or replaced if the customer agrees. Pure, as in
 * order.ts. The total never rises, so a paid order is never charged again.
 */

const atRestaurant: readonly OrderStatus[] = ['scheduled', 'pending', 'confirmed', 'preparing', 'ready'];
/** A replacement has to be cooked, so the order must not be ready. */
const beforeReady = atRestaurant.filter((status) => status !== 'ready');

/** `quantity` 0 takes the item out. */
export function changeQuantity(
  order: OrderState,
  itemId: string,
  quantity: number,
  readyWhenDone: boolean,
  by: Person,
  now: Date,
): Draft[] {
  if (quantity === 0 && wasTakenOut(order, itemId)) return [];
  assertStatus(order, atRestaurant);
  const item = itemOf(order, itemId);
  if (quantity === item.quantity) return [];
  if (quantity > item.quantity)
    throw invalid('quantity', `must be less than ${item.quantity}, the quantity of ${item.name} now`);
  assertWaiting(order, item);
  if (quantity === 0 && order.items.length === 1)
    throw new Refusal(
      'last_item',
      `${item.name} is the only item of order ${order.number}. Cancel the order instead, or propose a replacement.`,
    );
  const before = [...seen(order, by), ...withdrawals(order, itemId)];
  if (quantity > 0)
    return [...before, { type: 'order.quantity_lowered', data: changed(order, item, quantity, null) }];
  return [...before, ...takenOut(after(order, before), item, 'staff', readyWhenDone, now)];
}

export interface WantedReplacement {
  menuItemId: string;
  options?: string[] | undefined;
  quantity?: number | undefined;
}

export function propose(
  order: OrderState,
  itemId: string,
  { menuItemId, options = [], quantity }: WantedReplacement,
  menu: ReadonlyMap<string, MenuItem>,
  { replacements: { answerMinutes, afterwards }, vat }: Pick<RestaurantSettings, 'replacements' | 'vat'>,
  by: Person,
  now: Date,
): Draft[] {
  assertStatus(order, beforeReady);
  const item = itemOf(order, itemId);
  assertWaiting(order, item);
  const count = quantity ?? item.quantity;
  if (count > item.quantity)
    throw invalid('quantity', `must be at most ${item.quantity}, the quantity of ${item.name}`);
  const priced = priceReplacement({ menuItemId, quantity: count, options }, menu);
  const limit = now.getTime() + answerMinutes * 60_000;
  const begin = order.status === 'scheduled' ? (order.scheduled?.startsAt.getTime() ?? 0) : 0;
  const proposal: Proposal = {
    ...nameOf(item),
    from: item.quantity,
    replacement: {
      ...priced,
      id: `${item.id}.${order.version + 1}`,
      unitPrice: Math.min(priced.unitPrice, item.unitPrice),
      ...replacementVat(order, item, menu.get(menuItemId), vat),
    },
    until: new Date(Math.max(limit, begin)),
    afterwards,
  };
  if (order.proposals?.some((other) => isSame(other, proposal))) return [];
  return [
    ...seen(order, by),
    ...withdrawals(order, itemId),
    { type: 'order.replacement_proposed', data: about(order, proposal) },
  ];
}

/**
 * The rate of now. An order without rates gets none, because its sums would not add up; one with rates keeps them when the
 * restaurant has turned VAT off meanwhile.
 */
function replacementVat(
  { fulfilment }: OrderState,
  item: OrderItem,
  dish: MenuItem | undefined,
  vat: RestaurantSettings['vat'],
): Pick<OrderItem, 'vat'> {
  if (!item.vat) return {};
  return { vat: vatRateOf(vat, fulfilment, dish?.vat?.[fulfilment]) ?? item.vat };
}

function priceReplacement(
  wanted: { menuItemId: string; quantity: number; options: string[] },
  menu: ReadonlyMap<string, MenuItem>,
): OrderItem {
  const [line] = priceLines([wanted], menu);
  if (line?.item && line.faults.length === 0) return line.item;
  const errors =
    line?.faults.map(({ path, message }) => ({ message, path: path.replace('items.0.', '') })) ?? [];
  throw new Refusal(
    'item_unavailable',
    `${errors.map(({ message }) => message).join('; ')}. Propose another dish.`,
    { errors },
  );
}

export function withdraw(order: OrderState, itemId: string): Draft[] {
  const drafts = withdrawals(order, itemId);
  if (drafts.length === 0) throw over(order);
  return drafts;
}

export interface Answer {
  replacement: string;
  answer: 'agree' | 'remove' | 'cancel';
}

/** The customer's answer. It names the replacement, so that customers agree only to the one that they have read. */
export function answerProposal(
  order: OrderState,
  itemId: string,
  { replacement, answer }: Answer,
  readyWhenDone: boolean,
  now: Date,
): Draft[] {
  if (answer === 'agree' && order.items.some(({ id }) => id === replacement)) return [];
  const proposal = order.proposals?.find(
    (other) => other.item === itemId && other.replacement.id === replacement,
  );
  if (!proposal || now >= proposal.until) throw over(order);
  if (answer === 'agree') {
    const item = itemOf(order, itemId);
    const data = { ...about(order, proposal), ...changed(order, item, 0, proposal.replacement) };
    return [{ type: 'order.replacement_agreed', data }];
  }
  const declined: Draft = { type: 'order.replacement_declined', data: about(order, proposal) };
  return [declined, ...without(order, proposal, declined, answer, readyWhenDone, now)];
}

/** The time to answer is over: the restaurant's setting at the time of the proposal decides. */
export function expire(order: OrderState, readyWhenDone: boolean, now: Date): Draft[] {
  const drafts: Draft[] = [];
  let state = order;
  for (;;) {
    const proposal = state.proposals?.find(({ until }) => until <= now);
    if (!proposal) return drafts;
    const expired: Draft = { type: 'order.replacement_expired', data: about(state, proposal) };
    const decided = [expired, ...without(state, proposal, expired, proposal.afterwards, readyWhenDone, now)];
    drafts.push(...decided);
    state = after(state, decided);
  }
}

/** When the first time to answer ends. */
export const nextExpiry = ({ proposals = [] }: OrderState): Date | undefined =>
  proposals.map(({ until }) => until).sort((a, b) => a.getTime() - b.getTime())[0];

/** The customer does not get the replacement. Without its last item there is no order. */
function without(
  order: OrderState,
  { item: itemId }: Proposal,
  end: Draft,
  then: 'remove' | 'cancel',
  readyWhenDone: boolean,
  now: Date,
): Draft[] {
  const isDeclined = end.type === 'order.replacement_declined';
  if (then === 'cancel' || order.items.length === 1)
    return isDeclined
      ? [cancelled(order, listedReason('replacement_declined'), 'customer')]
      : [cancelled(order, listedReason('replacement_not_answered'), 'system')];
  const cause = isDeclined ? 'declined' : 'expired';
  return takenOut(after(order, [end]), itemOf(order, itemId), cause, readyWhenDone, now);
}

/** The others may be done already, and then nothing is left to wait for. */
function takenOut(
  order: OrderState,
  item: OrderItem,
  cause: 'staff' | 'declined' | 'expired',
  readyWhenDone: boolean,
  now: Date,
): Draft[] {
  const removed: Draft = { type: 'order.item_removed', data: { ...changed(order, item, 0, null), cause } };
  const rest = after(order, [removed]);
  const done = new Set(rest.itemsDone?.map(({ id }) => id));
  const isReady =
    readyWhenDone &&
    rest.status === 'preparing' &&
    !rest.proposals?.length &&
    rest.items.every(({ id }) => done.has(id));
  // The kitchen's own setting decides this step, so it counts as its step.
  return isReady ? [removed, ...move(rest, 'ready', 'staff', null, now)] : [removed];
}

function changed(order: OrderState, item: OrderItem, to: number, replacement: OrderItem | null) {
  const change: ItemChange = { ...nameOf(item), from: item.quantity, to, replacement };
  const items = itemsAfter(withItemIds(order.items), change);
  const amounts = amountsWith(order, items);
  const vat = vatSums({ ...order, ...amounts, items });
  return { change, amounts: { ...amounts, ...(vat && { vat }) } };
}

/** Applied only to look at the result; the repository stores the facts with their version. */
const after = (order: OrderState, drafts: readonly Draft[]): OrderState =>
  drafts.reduce<OrderState>(
    (state, draft) =>
      applyOrderFact(state, { ...draft, at: order.updatedAt, version: order.version, actor: null }),
    order,
  );

/** A change of an order that still rings answers its alarm. */
const seen = (order: OrderState, by: Person): Draft[] =>
  order.status === 'pending' ? acknowledge(order, by) : [];

const withdrawals = (order: OrderState, itemId: string): Draft[] =>
  (order.proposals ?? [])
    .filter(({ item }) => item === itemId)
    .map((proposal) => ({ type: 'order.replacement_withdrawn', data: about(order, proposal) }));

const about = (order: OrderState, proposal: Proposal) => ({
  proposal,
  totalAmount: totalWith(order, proposal),
});

const nameOf = ({ id, menuItemId, category, name }: OrderItem) => ({ item: id, menuItemId, category, name });

const chosen = ({ options }: OrderItem) => options.map(({ id }) => id).join(' ');
const isSame = (one: Proposal, other: Proposal): boolean =>
  one.item === other.item &&
  one.replacement.menuItemId === other.replacement.menuItemId &&
  one.replacement.quantity === other.replacement.quantity &&
  chosen(one.replacement) === chosen(other.replacement);

const wasTakenOut = ({ changes = [] }: OrderState, itemId: string): boolean =>
  changes.some(({ item, to, replacement }) => item === itemId && to === 0 && !replacement);

function itemOf(order: OrderState, id: string): OrderItem {
  const item = withItemIds(order.items).find((other) => other.id === id);
  if (!item) throw new Refusal('not_found', `Order ${order.number} has no item ${id}.`);
  return item;
}

function assertStatus(order: OrderState, statuses: readonly OrderStatus[]): void {
  const { number, status, paymentMethod, paymentStatus } = order;
  if (!statuses.includes(status))
    throw new Refusal(
      'illegal_transition',
      status === 'ready'
        ? `Order ${number} is ready, so nothing can be cooked instead. Take the item out, or return the order to the kitchen first.`
        : `Order ${number} is ${status.replaceAll('_', ' ')}. Its items can be changed only while it is at the restaurant.`,
    );
  if (paymentMethod === 'cash' && paymentStatus === 'paid')
    throw new Refusal(
      'illegal_transition',
      `Order ${number} was handed over and paid in cash. Settle the difference with the customer.`,
    );
}

function assertWaiting(order: OrderState, { id, name }: OrderItem): void {
  if (order.itemsDone?.some((done) => done.id === id))
    throw new Refusal(
      'item_done',
      `${name} of order ${order.number} is done. Mark it as waiting first if it cannot be served.`,
    );
}

const over = ({ number }: OrderState) =>
  new Refusal(
    'replacement_over',
    `Order ${number} does not wait for an answer about this replacement: it was answered or withdrawn, or the time to answer is over. Read the order again.`,
  );

const invalid = (path: string, message: string) =>
  new Refusal('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] });
