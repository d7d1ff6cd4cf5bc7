import type { OrderFact, OrderState } from '@passline/contracts';
import { applyOrderFact } from '@passline/contracts/browser';
import { reasonText } from '../../../shared/orders/reason-text.ts';
import type { Messages } from '../../../core/i18n/en.ts';
import type { Formats } from '../../../core/i18n/formats.ts';

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
    case 'order.driver_named':
      return history.driver(fact.data.driver.name);
    case 'order.payment_changed':
      return history.payment(history.payments[fact.data.status]);
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
      actor === null
        ? texts.history.system
        : actor.id === me
          ? texts.history.you
          : (actor.name ?? roles(actor.role, texts));
    return {
      version: fact.version,
      at: fact.at,
      who,
      what: whatOf(fact, state, texts, formats),
      then: state,
    };
  });
}
