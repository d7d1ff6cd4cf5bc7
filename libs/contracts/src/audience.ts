import type { OrderFactType } from './order-facts.ts';
import type { Role } from './roles.ts';
import { room } from './rooms.ts';
import type { DurableEventName, WireEventName } from './wire-events.ts';

/** Who can receive an event, with the name of the room as the documentation shows it. */
const recipients = {
  public: 'public',
  everyone: 'public, everyone',
  role: 'role',
  restaurant: 'restaurant',
  storefront: 'storefront',
  order: 'order',
  customer: 'user (customer)',
  courier: 'user (courier)',
  couriers: 'user of each courier it is offered to',
  user: 'user',
  operators: 'role:operator',
  socket: 'that socket',
} as const;
export type Recipient = keyof typeof recipients;

/**
 * The recipients of every event. The server's routing, the documentation and the ledgers of tests and tools are derived
 * from this table, so an event goes to those named here and to no others.
 */
export const audience = {
  registered: ['socket'],
  'business:status:update': ['public', 'storefront', 'restaurant'],
  'restaurant:presence': ['restaurant', 'operators'],
  'restaurant:couriers': ['restaurant'],
  'order:new': ['order', 'restaurant', 'customer'],
  'order:status:update': ['order', 'restaurant', 'customer', 'courier'],
  'order:cancelled': ['order', 'restaurant', 'customer', 'courier'],
  'order:recalled': ['order', 'restaurant', 'customer', 'courier'],
  'order:items:update': ['restaurant'],
  'order:changed': ['order', 'restaurant', 'customer', 'courier'],
  'order:replacement': ['order', 'restaurant', 'customer'],
  'order:acknowledged': ['order', 'restaurant'],
  'order:received': ['restaurant', 'operators'],
  'order:unanswered': ['restaurant', 'operators'],
  'order:promise:update': ['order', 'restaurant', 'customer'],
  'order:available': ['couriers'],
  'order:taken': ['couriers'],
  'order:rider_assigned': ['order', 'restaurant', 'customer'],
  'order:courier_arrived': ['order', 'restaurant', 'customer', 'courier'],
  'order:driver_named': ['order', 'restaurant', 'customer'],
  'order:assigned': ['courier'],
  'delivery:status:update': ['operators', 'restaurant'],
  'delivery:location:update': ['order', 'restaurant'],
  'order:payment:update': ['order', 'restaurant', 'customer'],
  'payment:received': ['restaurant', 'customer'],
  'payment:refunded': ['restaurant', 'customer'],
  'notification:new': ['user'],
  'notification:read': ['user'],
  'offer:new': ['public', 'storefront'],
  'menu:item:update': ['public', 'storefront'],
  'menu:choice:update': ['public', 'storefront'],
  'menu:update': ['storefront'],
  'storefront:update': ['storefront'],
  'restaurant:update': ['restaurant'],
  'print:job:update': ['restaurant'],
  'announcement:update': ['everyone', 'role', 'restaurant'],
  'chat:message': ['order', 'restaurant', 'customer', 'courier'],
  'chat:read': ['order', 'restaurant', 'customer', 'courier'],
  'chat:delivered': ['order', 'restaurant', 'customer', 'courier'],
  'chat:presence': ['order'],
  'chat:typing': ['order'],
  'system:stats': ['operators'],
  'access:revoked': ['socket'],
  access_denied: ['socket'],
  rate_limit_exceeded: ['socket'],
  'server:drain': ['socket'],
  replaced: ['socket'],
  error: ['socket'],
} as const satisfies Record<WireEventName, readonly Recipient[]>;

interface RecipientIds {
  /** Null: the event concerns no restaurant, such as a courier without a job. */
  restaurant: string | null;
  /** True: all sockets with an account. */
  everyone: boolean;
  /** Null: the event concerns no role as such. */
  role: Role | null;
  /** The id of the restaurant. */
  storefront: string;
  order: string;
  /** Null: an event that an earlier release stored without its customer. */
  customer: string | null;
  /** Null: no courier is assigned. */
  courier: string | null;
  couriers: readonly string[];
  /** Several users: a notification of a whole team. */
  user: string | readonly string[];
}
/** The ids from which the rooms of an event follow. */
export type IdsOf<N extends WireEventName> = Pick<
  RecipientIds,
  Extract<(typeof audience)[N][number], keyof RecipientIds>
>;

const roomsOf: { [R in Recipient]: (ids: RecipientIds) => readonly string[] } = {
  public: () => [room.public],
  everyone: ({ everyone }) => (everyone ? [room.public, room.everyone] : []),
  role: ({ role }) => (role === null ? [] : [room.role(role)]),
  restaurant: ({ restaurant }) => (restaurant === null ? [] : [room.restaurant(restaurant)]),
  storefront: ({ storefront }) => [room.storefront(storefront)],
  order: ({ order }) => [room.order(order)],
  customer: ({ customer }) => (customer === null ? [] : [room.user(customer)]),
  courier: ({ courier }) => (courier === null ? [] : [room.user(courier)]),
  couriers: ({ couriers }) => couriers.map(room.user),
  user: ({ user }) => [user].flat().map(room.user),
  operators: () => [room.role('operator')],
  socket: () => [],
};

/** The streams of an event, which are also the names of its Socket.IO rooms. Each occurs once. */
export function streamsOf<N extends WireEventName>(event: N, ids: IdsOf<N>): string[] {
  const named: readonly Recipient[] = audience[event];
  return [...new Set(named.flatMap((recipient) => roomsOf[recipient](ids as RecipientIds)))];
}

/** The recipients in words, for the documentation. */
export const recipientsText = (event: WireEventName): string =>
  audience[event].map((recipient) => recipients[recipient]).join(', ');

/**
 * The events that each fact of an order is published as. A cancellation or a recall is two, so that a client that handles
 * status updates only shows it too.
 */
export const orderFactEvents = {
  'order.placed': ['order:new'],
  'order.received': ['order:received'],
  'order.acknowledged': ['order:acknowledged'],
  'order.unanswered': ['order:unanswered'],
  'order.promised': ['order:promise:update'],
  'order.arrival_changed': ['order:promise:update'],
  'order.moved': ['order:status:update'],
  'order.items_marked': ['order:items:update'],
  'order.cancelled': ['order:cancelled', 'order:status:update'],
  'order.recalled': ['order:recalled', 'order:status:update'],
  'order.courier_assigned': ['order:rider_assigned', 'order:assigned'],
  'order.courier_arrived': ['order:courier_arrived'],
  'order.driver_named': ['order:driver_named'],
  'order.payment_changed': ['order:payment:update'],
  'order.item_removed': ['order:changed'],
  'order.quantity_lowered': ['order:changed'],
  'order.replacement_proposed': ['order:replacement'],
  'order.replacement_withdrawn': ['order:replacement'],
  'order.replacement_agreed': ['order:replacement', 'order:changed'],
  'order.replacement_declined': ['order:replacement'],
  'order.replacement_expired': ['order:replacement'],
} as const satisfies Record<OrderFactType, readonly DurableEventName[]>;

/** The names of all events that a fact of an order is published as. */
export const orderEvents: ReadonlySet<string> = new Set(Object.values(orderFactEvents).flat());

/** The events that a recipient must receive for a fact of an order. */
export function eventsFor(recipient: Recipient, fact: OrderFactType): DurableEventName[] {
  return orderFactEvents[fact].filter((event) =>
    (audience[event] as readonly Recipient[]).includes(recipient),
  );
}
