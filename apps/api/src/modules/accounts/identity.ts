import { Refusal, isStaff } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { Account, Identity } from './account.ts';
import { sessionsEnd, ticketEnded } from './second-factor.ts';

/** Customers and couriers sign in on pages of their own, with their password. */
export const maySignInWithProvider = ({ role }: Pick<Account, 'role'>): boolean =>
  isStaff(role) || role === 'operator';

/** An identity at another issuer is of a provider that this server no longer uses. */
export const isOfAnother = ({ identity }: Account, { issuer, subject }: Identity): boolean =>
  identity?.issuer === issuer && identity.subject !== subject;

export const identityTaken = (cause?: unknown) =>
  new Refusal('conflict', 'The identity provider names another person for this account.', { cause });

const about = ({ _id: userId, restaurantId }: Account) => ({ userId, restaurantId });

/** The end of a sign-in with the identity provider. The first one links the account to the person. */
export function signedInWithProvider(user: Account, identity: Identity, now: Date): Decision<Account> {
  if (user.disabled || !maySignInWithProvider(user)) throw ticketEnded();
  if (isOfAnother(user, identity)) throw identityTaken();
  const { issuer, subject } = identity;
  const isLinked = user.identity?.issuer === issuer;
  return {
    change: isLinked ? {} : { identity: { issuer, subject, since: now } },
    events: [
      ...(isLinked ? [] : [{ type: 'user.identity_linked' as const, data: about(user) }]),
      { type: 'user.signed_in_with_provider', data: about(user) },
    ],
  };
}

/** Sessions end too, because the wrong person may have opened one. Null: it is not linked. */
export function unlinked(user: Account): Decision<Account> | null {
  if (!user.identity) return null;
  return {
    change: { identity: null, ...sessionsEnd(user, null) },
    events: [{ type: 'user.identity_unlinked', data: about(user) }],
  };
}
