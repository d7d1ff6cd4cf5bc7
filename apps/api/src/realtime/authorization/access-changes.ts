import { type Membership, type Role, type Rights, rightsFrom } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { SessionEnd } from '../../modules/auth/auth.events.ts';
import type {} from '../../modules/api-keys/api-keys.events.ts';
import type {} from '../../modules/orders/order.events.ts';
import type {} from '../../modules/accounts/accounts.events.ts';

/** The internal stream of access changes. Every node applies it; no client can join it. */
export const accessStream = 'access';

export type AccessChange =
  | { kind: 'session_ended'; userId: string; sessionId: string; because: SessionEnd }
  | { kind: 'user_disabled'; userId: string }
  /** Nothing is withdrawn; every node reads the account again. */
  | { kind: 'account'; userId: string }
  | { kind: 'key_revoked'; keyId: string }
  | {
      kind: 'membership';
      userId: string;
      role: Role;
      restaurantId: string | null;
      /** Absent in entries of releases in which staff belonged to one restaurant. */
      memberships?: readonly Membership[];
    }
  | { kind: 'courier'; orderId: string; courierId: string | null; version: number };

const rightsChanged = (userId: string, { role, memberships }: Rights): AccessChange => ({
  kind: 'membership',
  userId,
  role,
  restaurantId: memberships[0]?.restaurantId ?? null,
  memberships,
});

/** What the user may do since the change. */
export const rightsIn = ({
  role,
  restaurantId,
  memberships,
}: Extract<AccessChange, { kind: 'membership' }>): Rights =>
  memberships ? { role, memberships } : rightsFrom(role, restaurantId);

type Changes = { [T in EventName]?: (envelope: EnvelopeOf<T>) => AccessChange | null };

const changes: Changes = {
  'session.ended': ({ data: { userId, sessionId, because } }) => ({
    kind: 'session_ended',
    userId,
    sessionId,
    because,
  }),
  'user.disabled': ({ data: { userId } }) => ({ kind: 'user_disabled', userId }),
  'user.second_factor_on': ({ data: { userId } }) => ({ kind: 'account', userId }),
  'api_key.revoked': ({ aggregate: { id: keyId } }) => ({ kind: 'key_revoked', keyId }),
  'user.role_changed': ({ data: { userId, to, rights } }) =>
    rights ? rightsChanged(userId, rights) : { kind: 'membership', userId, ...to },
  'user.membership_added': ({ data: { userId, rights } }) => rightsChanged(userId, rights),
  'user.membership_ended': ({ data: { userId, rights } }) => rightsChanged(userId, rights),
  // The first courier of an order: no other courier loses a right.
  'order.courier_assigned': ({ aggregate: { id, version }, data: { courier, previous } }) =>
    previous === null ? null : { kind: 'courier', orderId: id, courierId: courier.id, version },
  'order.driver_named': ({ aggregate: { id, version }, data: { previous } }) =>
    previous === null ? null : { kind: 'courier', orderId: id, courierId: null, version },
};

export const changesAccess = (type: string): boolean => Object.hasOwn(changes, type);

export function accessChangeOf(envelope: EventEnvelope): AccessChange | null {
  if (!changesAccess(envelope.type)) return null;
  return (changes[envelope.type as EventName] as (envelope: EventEnvelope) => AccessChange | null)(envelope);
}
