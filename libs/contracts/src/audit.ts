import { z } from 'zod';
import { call } from './endpoint.ts';
import { Id, Moment, PageQuery, TraceId, pageOf } from './values.ts';
import { routes } from './routes.ts';

/**
 * Actions of staff and operators that are logged for audits. Of an order, only cancellation and courier assignment are
 * logged here. Its other changes are in its own history.
 */
export const auditActions = [
  'operator.signed_in',
  'operator.sign_in_refused',
  'user.created',
  'user.role_changed',
  'user.membership_added',
  'user.membership_ended',
  'invitation.sent',
  'invitation.withdrawn',
  'user.password_changed',
  'user.signed_in_with_provider',
  'user.identity_linked',
  'user.identity_unlinked',
  'user.identity_refused',
  'user.second_factor_on',
  'user.second_factor_off',
  'user.second_factor_reset',
  'user.second_factor_used',
  'user.second_factor_refused',
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
  'printer.added',
  'printer.changed',
  'printer.removed',
  'webhook.created',
  'webhook.changed',
  'webhook.removed',
  'webhook.secret_changed',
  'api_key.created',
  'api_key.revoked',
  'offer.created',
  'offer.ended',
  'announcement.published',
  'announcement.ended',
  'order.cancelled',
  'order.courier_assigned',
  'payment.refund_due',
  'payment.refunded',
  'payment.partial_refund_due',
  'payment.partly_refunded',
  'parked_event.retried',
] as const;
export const AuditAction = z.enum(auditActions);
export type AuditAction = z.infer<typeof AuditAction>;

const AuditDetail = z
  .custom<string | number | boolean | null>((it) => it === null || typeof it !== 'object')
  // Described in words instead of a union, because client generators support only one type per value, or any.
  .meta({ description: 'A string, number, boolean or null' });

/** Contains no personal names, only ids, because an entry outlives the account or restaurant it refers to. */
export const AuditEntry = z.object({
  id: Id,
  at: Moment,
  action: AuditAction,
  result: z.enum(['done', 'refused', 'failed']),
  actor: z
    .object({ id: Id, role: z.string() })
    .nullable()
    .meta({ description: 'null: Passline itself, as a consequence of another action' }),
  subject: z.object({ kind: z.string(), id: z.string() }),
  restaurantId: Id.nullable(),
  details: z.record(z.string(), AuditDetail),
  origin: z
    .object({
      requestId: z.string(),
      ip: z.string().nullable().meta({ description: 'Visible to operators; null for other callers' }),
    })
    .nullable(),
  traceId: TraceId.nullable().meta({
    description: 'The OpenTelemetry trace of the request or command; null if none was recorded',
  }),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry).extend({
  names: z.record(z.string(), z.string()).meta({
    description: 'Current names of the people and restaurants in these entries, by id',
  }),
});
export type AuditPage = z.infer<typeof AuditPage>;

export const AuditQuery = PageQuery.extend({
  user: Id.optional().meta({ description: 'The user who acted, or who was affected' }),
  action: AuditAction.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
});

export const auditCalls = {
  listAudit: call({
    ...routes.listAudit,
    who: ['operator'],
    tag: 'Operations',
    summary: 'Audit log of all restaurants and accounts, newest first',
    query: AuditQuery.extend({ restaurant: Id.optional() }),
    status: 200,
    answer: AuditPage,
  }),
  listRestaurantAudit: call({
    ...routes.listRestaurantAudit,
    who: ['owner', 'operator'],
    tag: 'Restaurants',
    summary: 'Audit log of one restaurant, newest first',
    params: z.object({ id: Id }),
    query: AuditQuery,
    status: 200,
    answer: AuditPage,
    problems: ['not_found'],
  }),
} as const;
