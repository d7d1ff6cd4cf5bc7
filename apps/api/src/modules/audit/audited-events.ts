import { isFreeReason, isStaff, type Role } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { NewAuditEntry } from '../../infrastructure/audit-log/audit-log.ts';
// Each domain declares its own events; these imports make their types known here.
import type {} from '../announcements/announcement.events.ts';
import type {} from '../api-keys/api-keys.events.ts';
import type {} from '../auth/auth.events.ts';
import type {} from '../menus/menus.events.ts';
import type {} from '../offers/offer.events.ts';
import type {} from '../orders/order.events.ts';
import type {} from '../payments/payment.events.ts';
import type {} from '../printing/printing.events.ts';
import type {} from '../restaurants/restaurants.events.ts';
import type {} from '../team-invitations/team-invitation.events.ts';
import type {} from '../accounts/accounts.events.ts';

type Table = { [T in EventName]?: (envelope: EnvelopeOf<T>) => NewAuditEntry };

const inRestaurant = (restaurantId: string) => ({
  subject: { kind: 'restaurant', id: restaurantId },
  restaurantId,
});
const dish = ({ restaurantId, itemId, name }: { restaurantId: string; itemId: string; name: string }) => ({
  subject: { kind: 'menu item', id: itemId },
  restaurantId,
  details: { name },
});
const person = (id: string, restaurantId?: string | null) => ({
  subject: { kind: 'user', id },
  restaurantId: restaurantId ?? null,
});
const money = ({
  orderId,
  restaurantId,
  amount,
  currency,
  method,
}: EnvelopeOf<'payment.refunded'>['data']) => ({
  subject: { kind: 'order', id: orderId },
  restaurantId,
  details: { amount, currency, method },
});

/** Which events are audited, and what is recorded of them. No typed text is recorded, except the names of dishes. */
const entries: Table = {
  'session.opened': ({ data: { userId } }) => ({ action: 'operator.signed_in', ...person(userId) }),
  'user.registered': ({ data: { userId, role, restaurantId } }) => ({
    action: 'user.created',
    ...person(userId, restaurantId),
    details: { role },
  }),
  'user.role_changed': ({ data: { userId, from, to } }) => ({
    action: 'user.role_changed',
    ...person(userId, to.restaurantId ?? from.restaurantId),
    details: {
      from: from.role,
      to: to.role,
      ...(from.restaurantId !== to.restaurantId && {
        fromRestaurant: from.restaurantId,
        toRestaurant: to.restaurantId,
      }),
    },
  }),
  'user.membership_added': ({ data: { userId, restaurantId, role } }) => ({
    action: 'user.membership_added',
    ...person(userId, restaurantId),
    details: { role },
  }),
  'user.membership_ended': ({ data: { userId, restaurantId, role } }) => ({
    action: 'user.membership_ended',
    ...person(userId, restaurantId),
    details: { role },
  }),
  // Not the account: that would tell the owner whether the address has one.
  'invitation.sent': ({ aggregate: { id }, data: { restaurantId, role } }) => ({
    action: 'invitation.sent',
    subject: { kind: 'invitation', id },
    restaurantId,
    details: { role },
  }),
  'invitation.withdrawn': ({ aggregate: { id }, data: { restaurantId, role } }) => ({
    action: 'invitation.withdrawn',
    subject: { kind: 'invitation', id },
    restaurantId,
    details: { role },
  }),
  'user.password_changed': ({ data: { userId, restaurantId } }) => ({
    action: 'user.password_changed',
    ...person(userId, restaurantId),
  }),
  'user.signed_in_with_provider': ({ data: { userId, restaurantId } }) => ({
    action: 'user.signed_in_with_provider',
    ...person(userId, restaurantId),
  }),
  'user.identity_linked': ({ data: { userId, restaurantId } }) => ({
    action: 'user.identity_linked',
    ...person(userId, restaurantId),
  }),
  'user.identity_unlinked': ({ data: { userId, restaurantId } }) => ({
    action: 'user.identity_unlinked',
    ...person(userId, restaurantId),
  }),
  'user.second_factor_on': ({ data: { userId, restaurantId } }) => ({
    action: 'user.second_factor_on',
    ...person(userId, restaurantId),
  }),
  'user.second_factor_off': ({ data: { userId, restaurantId } }) => ({
    action: 'user.second_factor_off',
    ...person(userId, restaurantId),
  }),
  'user.second_factor_reset': ({ data: { userId, restaurantId } }) => ({
    action: 'user.second_factor_reset',
    ...person(userId, restaurantId),
  }),
  'user.second_factor_used': ({ data: { userId, restaurantId, recoveryCodesLeft } }) => ({
    action: 'user.second_factor_used',
    ...person(userId, restaurantId),
    details: { ...(recoveryCodesLeft !== undefined && { recoveryCodesLeft }) },
  }),
  'user.disabled': ({ data: { userId, restaurantId } }) => ({
    action: 'user.disabled',
    ...person(userId, restaurantId),
  }),
  'user.enabled': ({ data: { userId, restaurantId } }) => ({
    action: 'user.enabled',
    ...person(userId, restaurantId),
  }),
  'user.erased': ({ data: { userId } }) => ({ action: 'user.erased', ...person(userId) }),
  'restaurant.created': ({ data: { restaurantId } }) => ({
    action: 'restaurant.created',
    ...inRestaurant(restaurantId),
  }),
  'restaurant.changed': ({ data: { restaurantId, fields } }) => ({
    action: 'restaurant.changed',
    ...inRestaurant(restaurantId),
    details: { fields: fields.join(', ') },
  }),
  'restaurant.status_changed': ({ data: { restaurantId, isOpen, busyMinutes, until } }) => ({
    action: 'restaurant.status_changed',
    ...inRestaurant(restaurantId),
    details: { isOpen, busyMinutes, until: until?.toISOString() ?? null },
  }),
  'restaurant.customer_blocked': ({ data: { restaurantId, customerId } }) => ({
    action: 'restaurant.customer_blocked',
    ...person(customerId, restaurantId),
  }),
  'restaurant.customer_unblocked': ({ data: { restaurantId, customerId } }) => ({
    action: 'restaurant.customer_unblocked',
    ...person(customerId, restaurantId),
  }),
  'menu.item_added': ({ data }) => ({ action: 'menu.item_added', ...dish(data) }),
  'menu.item_changed': ({ data }) => ({
    action: 'menu.item_changed',
    ...dish(data),
    details: {
      name: data.name,
      ...(data.fields && { fields: data.fields.join(', ') }),
      ...(data.price && { priceFrom: data.price.from, priceTo: data.price.to }),
    },
  }),
  'menu.item_removed': ({ data }) => ({ action: 'menu.item_removed', ...dish(data) }),
  'menu.item_availability_changed': ({ data }) => ({
    action: 'menu.item_availability_changed',
    ...dish(data),
    details: { name: data.name, available: data.available },
  }),
  'menu.choice_availability_changed': ({ data }) => ({
    action: 'menu.item_availability_changed',
    ...dish(data),
    details: { name: `${data.name}: ${data.choiceName}`, available: data.available },
  }),
  'printer.added': ({ aggregate: { id }, data: { restaurantId, host, port } }) => ({
    action: 'printer.added',
    subject: { kind: 'printer', id },
    restaurantId,
    details: { host, port },
  }),
  'printer.changed': ({ aggregate: { id }, data: { restaurantId, fields, host, port } }) => ({
    action: 'printer.changed',
    subject: { kind: 'printer', id },
    restaurantId,
    details: { fields: fields.join(', '), host, port },
  }),
  'printer.removed': ({ aggregate: { id }, data: { restaurantId } }) => ({
    action: 'printer.removed',
    subject: { kind: 'printer', id },
    restaurantId,
  }),
  'api_key.created': ({ aggregate: { id }, data: { restaurantId, scopes, expiresAt } }) => ({
    action: 'api_key.created',
    subject: { kind: 'API key', id },
    restaurantId,
    details: { scopes: scopes.join(', '), until: expiresAt.toISOString() },
  }),
  'api_key.revoked': ({ aggregate: { id }, data: { restaurantId } }) => ({
    action: 'api_key.revoked',
    subject: { kind: 'API key', id },
    restaurantId,
  }),
  'offer.created': ({ aggregate: { id }, data: { restaurantId, code, kind, discountValue } }) => ({
    action: 'offer.created',
    subject: { kind: 'offer', id },
    restaurantId,
    details: { code, kind, discountValue },
  }),
  'offer.ended': ({ aggregate: { id }, data: { restaurantId, code } }) => ({
    action: 'offer.ended',
    subject: { kind: 'offer', id },
    restaurantId,
    details: { code },
  }),
  'announcement.published': ({ aggregate: { id }, data: { role, restaurantId } }) => ({
    action: 'announcement.published',
    subject: { kind: 'announcement', id },
    restaurantId,
    details: { role },
  }),
  'announcement.ended': ({ aggregate: { id }, data: { role, restaurantId } }) => ({
    action: 'announcement.ended',
    subject: { kind: 'announcement', id },
    restaurantId,
    details: { role },
  }),
  'order.cancelled': ({ aggregate: { id }, data: { from, by, reason, code, order } }) => ({
    action: 'order.cancelled',
    subject: { kind: 'order', id },
    restaurantId: order.restaurantId,
    // Free text may name people.
    details: { number: order.number, from, by, ...(!isFreeReason({ reason, code }) && { reason: code }) },
  }),
  'order.courier_assigned': ({ aggregate: { id }, data: { courier, previous, order } }) => ({
    action: 'order.courier_assigned',
    subject: { kind: 'order', id },
    restaurantId: order.restaurantId,
    details: { number: order.number, courier: courier.id, previous },
  }),
  'payment.refund_due': ({ data }) => ({ action: 'payment.refund_due', ...money(data) }),
  'payment.refunded': ({ data }) => ({ action: 'payment.refunded', ...money(data) }),
  'payment.partial_refund_due': ({ data }) => ({ action: 'payment.partial_refund_due', ...money(data) }),
  'payment.partly_refunded': ({ data }) => ({ action: 'payment.partly_refunded', ...money(data) }),
};

/** Audited for every actor: refunds and erased accounts. */
const auditedForAll: ReadonlySet<string> = new Set<EventName>([
  'payment.refund_due',
  'payment.refunded',
  'payment.partial_refund_due',
  'payment.partly_refunded',
  'user.erased',
]);

/** Audited also without an actor: a password or second factor that was reset on the server's machine. */
const auditedWithoutActor: ReadonlySet<string> = new Set<EventName>([
  'user.password_changed',
  'user.second_factor_reset',
]);

const isAuditedRole = (role: string): boolean =>
  role === 'operator' || role === 'key' || isStaff(role as Role);

export const isAudited = (type: string): boolean => Object.hasOwn(entries, type);

/** Null for actions of customers and couriers, and for automatic changes. */
export function auditEntryOf(envelope: EventEnvelope): NewAuditEntry | null {
  const { type, actor } = envelope;
  if (!isAudited(type)) return null;
  if (!auditedForAll.has(type) && !(actor ? isAuditedRole(actor.role) : auditedWithoutActor.has(type)))
    return null;
  return (entries[type as EventName] as (envelope: EventEnvelope) => NewAuditEntry)(envelope);
}
