import { Refusal } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { Account } from './account.ts';

const told = (user: Account): Decision<Account>['events'] => [
  { type: 'user.password_changed', data: { userId: user._id, restaurantId: user.restaurantId } },
];

/** From `known`, whose password was proved: one that has been changed since is refused. */
export function ownPassword(
  user: Account,
  known: Account,
  { passwordHash, sessionId }: { passwordHash: string; sessionId: string },
): Decision<Account> {
  if (user.disabled) throw new Refusal('session_ended', 'This session has ended: sign in again.');
  if (user.passwordChanges !== known.passwordChanges)
    throw new Refusal('password_wrong', 'The password has just been changed by somebody else.');
  return {
    change: {
      passwordHash,
      passwordChanges: (user.passwordChanges ?? 0) + 1,
      passwordChangedBy: sessionId,
      passwordGiven: false,
    },
    events: told(user),
  };
}

/** By somebody else, for who has forgotten theirs: whoever is signed in with the one of before is not any more. */
export function givenPassword(user: Account, passwordHash: string): Decision<Account> {
  demandSomebody(user);
  return {
    change: {
      passwordHash,
      passwordChanges: (user.passwordChanges ?? 0) + 1,
      passwordChangedBy: null,
      passwordGiven: true,
    },
    events: told(user),
  };
}

export function demandSomebody(user: Account): void {
  if (user.erasedAt) throw new Refusal('conflict', 'This account was erased: nobody is behind it any more.');
}
