import { JobTerms, Restaurant } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { Conversation } from '../../modules/chat/chat.events.ts';
import { printJobView } from '../../modules/printing/print-job.ts';
import { orderRoutes } from './order-to-wire-events.ts';
import { iso, notPublished, type Routes, wireEvent, type WireEvent } from './wire-event.ts';

const printJobUpdate = ({
  aggregate: { id, version },
  data,
}: EnvelopeOf<'print_job.created' | 'print_job.changed'>) => [
  wireEvent(
    'print:job:update',
    { restaurantId: data.restaurantId, job: printJobView({ _id: id, version, ...data }) },
    { restaurant: data.restaurantId },
  ),
];
const printersUpdate = ({ data: { restaurantId } }: { data: { restaurantId: string } }) => [
  wireEvent('restaurant:update', { restaurantId, fields: ['printers'] }, { restaurant: restaurantId }),
];
const menuUpdate = ({ data: { restaurantId } }: { data: { restaurantId: string } }) => [
  wireEvent('menu:update', { restaurantId }, { storefront: restaurantId }),
];

const storefrontUpdate = (restaurantId: string, fields: string[]) => [
  wireEvent('storefront:update', { restaurantId, fields }, { storefront: restaurantId }),
];
/** What the customers' page shows. Other settings are the restaurant's own. */
const storefrontFields: ReadonlySet<string> = new Set([...Object.keys(Restaurant.shape), 'scheduling']);

const paymentRefunded = ({
  data: { orderId, amount, currency, method, restaurantId, customerId },
}: EnvelopeOf<'payment.refunded' | 'payment.partly_refunded'>) => [
  wireEvent(
    'payment:refunded',
    { orderId, amount, currency, paymentMethod: method },
    { restaurant: restaurantId, customer: customerId },
  ),
];

const announced = (
  id: string,
  { createdAt, until, ...facts }: EnvelopeOf<'announcement.published'>['data'],
  endedAt: Date | null,
) =>
  wireEvent(
    'announcement:update',
    { id, ...facts, createdAt: createdAt.toISOString(), until: until.toISOString(), endedAt: iso(endedAt) },
    {
      everyone: facts.role === null && facts.restaurantId === null,
      role: facts.role,
      restaurant: facts.restaurantId,
    },
  );

/**
 * The wire events of every domain event. Their streams follow from the contract's audience table. The compiler rejects a
 * missing domain event, so an event that is not published must be listed with `notPublished`.
 */
const routes: Routes = {
  ...orderRoutes,

  'courier.status_changed': ({
    aggregate,
    data: { status, currentOrder, orders = currentOrder ? [currentOrder] : [], restaurantId },
  }) => [
    wireEvent(
      'delivery:status:update',
      { courierId: aggregate.id, status, currentOrder, orders },
      { restaurant: restaurantId },
    ),
  ],
  'delivery.offered': ({ data: { couriers, ...job } }) =>
    couriers.map(({ id, distance }) =>
      wireEvent('order:available', { ...job, ...JobTerms.parse(job), distance }, { couriers: [id] }),
    ),
  'delivery.closed': ({ data: { orderId, takenBy, offeredTo } }) => {
    const others = offeredTo.filter((id) => id !== takenBy);
    return others.length > 0 ? [wireEvent('order:taken', { orderId }, { couriers: others })] : [];
  },

  'payment.started': notPublished,
  'payment.received': ({ data: { orderId, amount, currency, method, restaurantId, customerId } }) => [
    wireEvent(
      'payment:received',
      { orderId, amount, currency, paymentMethod: method },
      { restaurant: restaurantId, customer: customerId },
    ),
  ],
  'payment.failed': notPublished,
  'payment.voided': notPublished,
  'payment.refund_due': notPublished,
  'payment.partial_refund_due': notPublished,
  'payment.refunded': paymentRefunded,
  'payment.partly_refunded': paymentRefunded,

  'notification.created': ({ aggregate: { id }, at, data: { userId, params = null, ...notification } }) => [
    wireEvent(
      'notification:new',
      { id, ...notification, params, createdAt: at.toISOString() },
      { user: userId },
    ),
  ],
  'notification.read': ({ aggregate: { id }, data: { userId, andOlder, readAt } }) => [
    wireEvent('notification:read', { id, andOlder, readAt: readAt.toISOString() }, { user: userId }),
  ],
  'offer.created': ({ data: { until, ...offer } }) => [
    wireEvent('offer:new', { ...offer, until: iso(until) }, { storefront: offer.restaurantId }),
  ],
  'offer.ended': ({ data: { restaurantId } }) => storefrontUpdate(restaurantId, ['offers']),

  'announcement.published': ({ aggregate: { id }, data }) => [announced(id, data, null)],
  'announcement.ended': ({ aggregate: { id }, data: { endedAt, ...facts } }) => [
    announced(id, facts, endedAt),
  ],

  'chat.message_sent': ({ aggregate: { id }, at, data: { orderId, from, text, ...among } }) => [
    wireEvent(
      'chat:message',
      { id, orderId, from, text, at: at.toISOString() },
      participantsOf(orderId, among),
    ),
  ],
  'chat.unread': notPublished,
  'chat.read': ({ at, data: { orderId, userId, side = null, upTo, ...among } }) => [
    wireEvent(
      'chat:read',
      { orderId, userId, side, upTo, at: at.toISOString() },
      participantsOf(orderId, among),
    ),
  ],
  'chat.delivered': ({ at, data: { orderId, side, upTo, ...among } }) => [
    wireEvent(
      'chat:delivered',
      { orderId, side, upTo, at: at.toISOString() },
      participantsOf(orderId, among),
    ),
  ],

  'api_key.created': notPublished,
  'api_key.revoked': notPublished,

  'restaurant.created': notPublished,
  'restaurant.changed': ({ data: { restaurantId, fields } }) => {
    const shown = fields.filter((field) => storefrontFields.has(field));
    return [
      wireEvent('restaurant:update', { restaurantId, fields }, { restaurant: restaurantId }),
      ...(shown.length > 0 ? storefrontUpdate(restaurantId, shown) : []),
    ];
  },
  'restaurant.status_changed': ({
    data: { restaurantId, until, message, opensAt, closesAt, closedBy, ...status },
  }) => [
    wireEvent(
      'business:status:update',
      {
        ...status,
        restaurantId,
        until: iso(until),
        message: message ?? null,
        opensAt: iso(opensAt ?? null),
        closesAt: iso(closesAt ?? null),
        closedBy: closedBy ?? null,
      },
      { restaurant: restaurantId, storefront: restaurantId },
    ),
  ],
  // `restaurant.status_changed` publishes the closure.
  'restaurant.paused_unanswered': notPublished,
  'restaurant.customer_blocked': notPublished,
  'restaurant.customer_unblocked': notPublished,
  'menu.item_added': menuUpdate,
  'menu.item_changed': menuUpdate,
  'menu.item_removed': menuUpdate,
  'menu.arranged': menuUpdate,
  'menu.item_availability_changed': ({ data: { restaurantId, itemId, available, until } }) => [
    wireEvent(
      'menu:item:update',
      { restaurantId, itemId, available, until: iso(until) },
      { storefront: restaurantId },
    ),
  ],
  'menu.choice_availability_changed': ({ data: { restaurantId, itemId, choiceId, available, until } }) => [
    wireEvent(
      'menu:choice:update',
      { restaurantId, itemId, choiceId, available, until: iso(until) },
      { storefront: restaurantId },
    ),
  ],

  'printer.added': printersUpdate,
  'printer.changed': printersUpdate,
  'printer.removed': printersUpdate,
  'print_job.created': printJobUpdate,
  'print_job.changed': printJobUpdate,

  // These change rights only: LiveAccess applies them.
  'session.opened': notPublished,
  'session.ended': notPublished,
  'user.registered': notPublished,
  'user.role_changed': notPublished,
  'user.membership_added': notPublished,
  'user.membership_ended': notPublished,
  'invitation.sent': notPublished,
  'invitation.withdrawn': notPublished,
  'invitation.answered': notPublished,
  'user.password_changed': notPublished,
  'user.signed_in_with_provider': notPublished,
  'user.identity_linked': notPublished,
  'user.identity_unlinked': notPublished,
  'user.second_factor_on': notPublished,
  'user.second_factor_off': notPublished,
  'user.second_factor_reset': notPublished,
  'user.second_factor_used': notPublished,
  'user.disabled': notPublished,
  'user.enabled': notPublished,
  'user.erased': notPublished,
};

/** The customer and the courier receive a conversation on every device, also where they have not joined the order's room. */
function participantsOf(
  order: string,
  { restaurantId, customerId, courierId }: Pick<Conversation, 'restaurantId'> & Partial<Conversation>,
) {
  return { order, restaurant: restaurantId, customer: customerId ?? null, courier: courierId ?? null };
}

/** Whether events of this type are published. */
export const isPublished = (type: string): boolean =>
  Object.hasOwn(routes, type) && routes[type as EventName] !== notPublished;

/** Empty for an event type of another Passline version: it must not block later events. */
export function wireEventsOf(envelope: EventEnvelope): WireEvent[] {
  if (!Object.hasOwn(routes, envelope.type)) return [];
  const route = routes[envelope.type as EventName] as unknown as (envelope: EventEnvelope) => WireEvent[];
  return route(envelope);
}
