import { type DurableEventName, room, type WirePayload } from '@passline/contracts';

/**
 * How much of an event a socket may see. Staff receive the restaurant's stream. Participants are the customer and the
 * courier of an order. Watchers are holders of an order's tracking link, and operators.
 */
export type View = 'watcher' | 'participant' | 'staff';

type Views = { [N in DurableEventName]?: (payload: WirePayload<N>) => WirePayload<N> };

const whole = <P>(payload: P): P => payload;
const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? '';

const forOutsiders = ({ details, ...payload }: WirePayload<'order:new'>): WirePayload<'order:new'> => payload;

const withoutAmounts = ({
  details,
  ...payload
}: WirePayload<'order:changed'>): WirePayload<'order:changed'> => payload;
const withoutPrice = <I extends { unitPrice: number; note: string | null }>(item: I): I => ({
  ...item,
  unitPrice: 0,
  note: null,
});

/** Participants see every other event whole. */
const participantViews: Views = { 'order:new': forOutsiders, 'order:changed': withoutAmounts };

/**
 * The view of watchers has no surname, telephone number, note or price per dish. Watchers do not receive events that are
 * missing here, such as chat.
 */
const watcherViews: Views = {
  'order:new': (payload) => ({
    ...forOutsiders(payload),
    customerName: firstName(payload.customerName),
    items: payload.items.map(withoutPrice),
  }),
  'order:status:update': whole,
  'order:cancelled': whole,
  'order:recalled': whole,
  'order:changed': ({ change, ...payload }) => ({
    ...withoutAmounts({ change, ...payload }),
    change: { ...change, replacement: change.replacement && withoutPrice(change.replacement) },
  }),
  'order:replacement': ({ proposal, ...payload }) => ({
    ...payload,
    proposal: { ...proposal, replacement: withoutPrice(proposal.replacement) },
  }),
  'order:acknowledged': (payload) => ({ ...payload, by: firstName(payload.by) }),
  'order:promise:update': whole,
  'order:rider_assigned': (payload) => ({
    ...payload,
    riderName: firstName(payload.riderName),
    riderPhone: null,
  }),
  'order:courier_arrived': whole,
  'order:driver_named': (payload) => ({ ...payload, driverName: firstName(payload.driverName) }),
  // Events of a restaurant's room, where operators are watchers.
  'order:items:update': (payload) => ({
    ...payload,
    by: { ...payload.by, name: firstName(payload.by.name) },
  }),
  'order:unanswered': whole,
  'delivery:status:update': whole,
  'business:status:update': whole,
};

const restaurantStream = room.restaurant('');

/** The view of a member of a stream. A socket in several streams of an event gets the widest of them. */
export function viewOf(stream: string, watcher: boolean): View {
  if (watcher) return 'watcher';
  return stream.startsWith(restaurantStream) ? 'staff' : 'participant';
}

const width: Record<View, number> = { watcher: 0, participant: 1, staff: 2 };
export const wider = (one: View, other: View): View => (width[other] > width[one] ? other : one);

/** Null: the event is not sent in this view, so the client sees a gap in the sequence of the stream. */
export function seenBy(view: View, event: string, payload: unknown): unknown {
  if (view === 'staff') return payload;
  const views = view === 'watcher' ? watcherViews : participantViews;
  if (Object.hasOwn(views, event))
    return (views[event as DurableEventName] as (it: unknown) => unknown)(payload);
  return view === 'watcher' ? null : payload;
}
