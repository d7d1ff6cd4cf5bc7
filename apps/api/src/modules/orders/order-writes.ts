import { applyOrderFact, type OrderFactType, type OrderState } from '@passline/contracts';
import type { Actor, EventDraft } from '@passline/event-log';
import { dueOf } from './alarm.ts';
import type { OrderNow, OrderRef } from './order.events.ts';
import type { Draft } from './order.ts';

/** The state after these facts. */
export function fold(before: OrderState | null, drafts: Draft[], version: number, at: Date): OrderState {
  const state = drafts.reduce<OrderState | null>(
    (state, draft) => applyOrderFact(state, { ...draft, at, version, actor: null }),
    before,
  );
  if (!state) throw new Error('an order needs at least one fact');
  return state;
}

/** The events of these facts, with what their consumers need of the order. */
export const eventsOf = (drafts: Draft[], order: OrderState, at: Date, escalated = false): EventDraft[] => {
  const ref: OrderRef = {
    number: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    customerId: order.customerId,
    courierId: order.courier?.id ?? null,
    ...(order.channel && { channel: order.channel }),
  };
  const { fulfilment, timeZone, promise, scheduled } = order;
  const now: OrderNow = {
    fulfilment,
    timeZone,
    promise,
    escalated,
    ...(scheduled && { scheduledFor: scheduled.for }),
  };
  return drafts.map(
    ({ type, data }) =>
      ({
        type,
        at,
        data: { ...data, order: needsOrder.has(type) ? { ...ref, now } : ref },
      }) as EventDraft,
  );
};

/** What was decided at one time, and by whom. */
export interface Step {
  drafts: Draft[];
  actor: Actor | null;
  at: Date;
}

/** The state and the events of a new order after these steps, which one write stores. */
export function lifeOf(steps: readonly Step[]): { state: OrderState; events: EventDraft[] } {
  let state: OrderState | null = null;
  const events: EventDraft[] = [];
  for (const { drafts, actor, at } of steps) {
    state = fold(state, drafts, 1, at);
    const by = actor && { id: actor.id, role: actor.role };
    events.push(...eventsOf(drafts, state, at).map((event) => ({ ...event, actor: by })));
  }
  if (!state) throw new Error('an order needs at least one step');
  return { state, events };
}

/** The facts whose consumers need more of the order than its participants. */
const needsOrder: ReadonlySet<OrderFactType> = new Set([
  'order.moved',
  'order.acknowledged',
  'order.cancelled',
]);

/** The reducer replaces changed values and keeps the others, so changes are found by identity. */
export function changed(before: OrderState, after: OrderState): Partial<OrderState> {
  const entries = Object.entries(after).filter(
    ([key, value]) => key !== 'version' && before[key as keyof OrderState] !== value,
  );
  return Object.fromEntries(entries);
}

export function alarmOf(order: OrderState): { alarmAt?: Date } {
  const at = dueOf(order);
  return at ? { alarmAt: at } : {};
}
