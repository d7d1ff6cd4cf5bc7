import type { OrderFact, OrderState } from '@passline/contracts';
import { applyOrderFact } from '@passline/contracts/browser';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import type { Messages } from '../../../core/i18n/en.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';

/** As REST returns it: times are ISO strings, which the shared reducer copies. */
export type HistoryFact = OrderFact<string>;
type PastOrder = OrderState<string>;

export interface HistoryEntry {
  version: number;
  at: string;
  who: string;
  what: string;
  /** The order after this step. */
  then: PastOrder;
}

const nameOf = (
  { name = null, role }: { name?: string | null | undefined; role: string },
  texts: Messages,
): string => {
  if (name === null) return roles(role, texts);
  return role === 'key' ? texts.shell.apiKey(name) : name;
};

const roles = (role: string, { shell, history }: Messages): string =>
  Object.hasOwn(shell.roles, role) ? shell.roles[role as keyof typeof shell.roles] : history.system;

function whatOf(fact: HistoryFact, order: PastOrder, texts: Messages, formats: Formats): string {
  const { history, orders } = texts;
  switch (fact.type) {
    case 'order.placed':
      return history.placed(formats.money(fact.data.totalAmount, fact.data.currency));
    case 'order.received':
      return fact.data.audible ? history.rang : history.reachedSilently;
    case 'order.acknowledged':
      return history.acknowledged(fact.data.by.name);
    case 'order.unanswered':
      return fact.data.cause === 'not_received' ? history.notReceived : history.notAnswered;
    case 'order.promised':
      return history.promised(formats.time(fact.data.readyAt));
    case 'order.arrival_changed':
      return (fact.data.delayedFrom ? history.delayed : history.onTime)(formats.time(fact.data.expectedAt));
    case 'order.moved':
      return (fact.data.undo ? history.takenBack : history.moved)(orders.columns[fact.data.to]);
    case 'order.items_marked': {
      const names = order.items.flatMap(({ id, name }) => (fact.data.items.includes(id) ? [name] : []));
      return (fact.data.state === 'done' ? history.itemsDone : history.itemsWaiting)(names.join(', '));
    }
    case 'order.recalled':
      return history.recalled(reasonText(fact.data, texts));
    case 'order.cancelled':
      return history.cancelled(reasonText(fact.data, texts));
    case 'order.courier_assigned':
      return history.courier(fact.data.courier.name);
    case 'order.courier_arrived':
      return history.arrived[fact.data.place];
    case 'order.driver_named':
      return history.driver(fact.data.driver.name);
    case 'order.payment_changed':
      return paymentText(fact.data, order, texts, formats);
    default:
      return itemText(fact, texts.itemChanges.history);
  }
}

function paymentText(
  { status, refunds }: Extract<HistoryFact, { type: 'order.payment_changed' }>['data'],
  { currency }: PastOrder,
  { history, itemChanges }: Messages,
  formats: Formats,
): string {
  const words = itemChanges.history;
  // Of a whole refund the status says it.
  if (!refunds || status !== 'paid') return history.payment(history.payments[status]);
  const of = (amount: number) => formats.money(amount, currency);
  return refunds.due > 0 ? words.refundDue(of(refunds.due)) : words.refunded(of(refunds.refunded));
}

type ItemFact = Extract<
  HistoryFact,
  { type: 'order.item_removed' | 'order.quantity_lowered' | `order.replacement_${string}` }
>;

function itemText(fact: ItemFact, words: Messages['itemChanges']['history']): string {
  if (fact.type === 'order.item_removed') return words.removed(fact.data.change.name);
  if (fact.type === 'order.quantity_lowered') {
    const { name, from, to } = fact.data.change;
    return words.lowered(String(to), String(from), name);
  }
  const { name, replacement } = fact.data.proposal;
  switch (fact.type) {
    case 'order.replacement_proposed':
      return words.proposed(replacement.name, name);
    case 'order.replacement_agreed':
      return words.agreed(replacement.name, name);
    case 'order.replacement_withdrawn':
      return words.withdrawn(replacement.name);
    case 'order.replacement_declined':
      return words.declined(replacement.name);
    case 'order.replacement_expired':
      return words.expired(replacement.name);
  }
}

/** The history of an order: each step with user, time and resulting state. */
export function entriesOf(
  facts: readonly HistoryFact[],
  me: string,
  texts: Messages,
  formats: Formats,
): HistoryEntry[] {
  let state: PastOrder | null = null;
  return facts.map((fact) => {
    state = applyOrderFact(state, fact);
    const { actor } = fact;
    const who =
      actor === null ? texts.history.system : actor.id === me ? texts.history.you : nameOf(actor, texts);
    return {
      version: fact.version,
      at: fact.at,
      who,
      what: whatOf(fact, state, texts, formats),
      then: state,
    };
  });
}
