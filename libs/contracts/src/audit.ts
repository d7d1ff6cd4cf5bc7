import { z } from 'zod';
import { call } from './endpoint.ts';
import { Id, Moment, PageQuery, pageOf } from './values.ts';

/** What staff and operators do that somebody may ask about later. Steps of an order are in its own history. */
export const auditActions = [
  'operator.signed_in',
  'operator.sign_in_refused',
  'user.created',
  'user.role_changed',
  'user.password_changed',
  'user.disabled',
  'user.enabled',
  'user.exported',
  'user.erased',
  'restaurant.created',
  'restaurant.changed',
  'restaurant.status_changed',
  'restaurant.customer_blocked',
  'restaurant.customer_unblocked',
  'menu.item_added',
  'menu.item_changed',
  'menu.item_removed',
  'menu.item_availability_changed',
  'offer.created',
  'offer.ended',
  'order.cancelled',
  'order.courier_assigned',
  'payment.refund_due',
  'payment.refunded',
  'parked_event.retried',
] as const;
export const AuditAction = z.enum(auditActions);
export type AuditAction = z.infer<typeof AuditAction>;

const AuditDetail = z
  .custom<string | number | boolean | null>((it) => it === null || typeof it !== 'object')
  // Not as a list of types: generators of clients know one type for a value, or any.
  .meta({ description: 'A string, number, boolean or null' });

/** By ids and figures only: an entry names nobody, and outlives what it speaks of. */
export const AuditEntry = z.object({
  id: Id,
  at: Moment,
  action: AuditAction,
  result: z.enum(['done', 'refused', 'failed']),
  actor: z
    .object({ id: Id, role: z.string() })
    .nullable()
    .meta({ description: 'null: Passline itself, as a consequence of something else' }),
  subject: z.object({ kind: z.string(), id: z.string() }),
  restaurantId: Id.nullable(),
  details: z.record(z.string(), AuditDetail),
  origin: z
    .object({
      requestId: z.string(),
      ip: z.string().nullable().meta({ description: 'For operators; null for everybody else' }),
    })
    .nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry).extend({
  names: z.record(z.string(), z.string()).meta({
    description: 'Of the people and restaurants in these entries, as they are called today, by id',
  }),
});
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditQuery = PageQuery.extend({
  user: Id.optional().meta({ description: 'Who did it, or to whom it was done' }),
  action: AuditAction.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
});

export const auditCalls = {
  listAudit: call({
    method: 'GET',
    path: '/operations/audit',
    who: ['operator'],
    tag: 'Operations',
    summary: 'What staff and operators have done, newest first',
    query: AuditQuery.extend({ restaurant: Id.optional() }),
    status: 200,
    answer: AuditPage,
  }),
  listRestaurantAudit: call({
    method: 'GET',
    path: '/restaurants/:id/audit',
    who: ['owner', 'operator'],
    tag: 'Restaurants',
    summary: 'What was done to a restaurant, and by whom, newest first',
    params: z.object({ id: Id }),
    query: AuditQuery,
    status: 200,
    answer: AuditPage,
    problems: ['not_found'],
  }),
} as const;
