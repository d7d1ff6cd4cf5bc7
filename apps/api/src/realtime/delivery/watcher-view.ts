import type { DurableEventName, WirePayload } from '@passline/contracts';

type Views = { [N in DurableEventName]?: (payload: WirePayload<N>) => WirePayload<N> };

const whole = <P>(payload: P): P => payload;
const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? '';

/**
 * What somebody sees who may look at an order and has no part in it: whoever holds its tracking link, and operators.
 * No surname, no telephone, no notes, no prices per dish; and nothing at all of what is not named here, such as chat.
 */
const views: Views = {
  'order:new': (payload) => ({
    ...payload,
    customerName: firstName(payload.customerName),
    items: payload.items.map((item) => ({ ...item, unitPrice: 0, note: null })),
  }),
  'order:status:update': whole,
  'order:cancelled': whole,
  'order:acknowledged': (payload) => ({ ...payload, by: firstName(payload.by) }),
  'order:promise:update': whole,
  'order:rider_assigned': (payload) => ({
    ...payload,
    riderName: firstName(payload.riderName),
    riderPhone: null,
  }),
  // Said in a restaurant's room, where operators look on.
  'order:unanswered': whole,
  'delivery:status:update': whole,
  'business:status:update': whole,
};

/** Null: a watcher does not hear of it; the sequence of the order's stream then jumps for them. */
export function watcherView(event: string, payload: unknown): unknown {
  if (!Object.hasOwn(views, event)) return null;
  return (views[event as DurableEventName] as (payload: unknown) => unknown)(payload);
}
