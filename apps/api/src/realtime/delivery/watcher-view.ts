import type { DurableEventName, WirePayload } from '@passline/contracts';

type Views = { [N in DurableEventName]?: (payload: WirePayload<N>) => WirePayload<N> };

const whole = <P>(payload: P): P => payload;
const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? '';

/**
 * The view of watchers: holders of an order's tracking link, and operators. It has no surname, telephone number, note or
 * price per dish. Watchers do not receive events that are missing here, such as chat.
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
  // Events of a restaurant's room, where operators are watchers.
  'order:unanswered': whole,
  'delivery:status:update': whole,
  'business:status:update': whole,
};

/** Null: watchers do not receive the event, so they see a gap in the sequence of the stream. */
export function watcherView(event: string, payload: unknown): unknown {
  if (!Object.hasOwn(views, event)) return null;
  return (views[event as DurableEventName] as (payload: unknown) => unknown)(payload);
}
