import { Refusal } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { Account } from './account.ts';
import { assertNoGuest } from './guest-account.ts';

export const linkEnded = (cause?: unknown) =>
  new Refusal('link_ended', 'This link was used before or has ended. Ask for a new one.', { cause });

const passwordChanged = (user: Account): Decision<Account>['events'] => [
  { type: 'user.password_changed', data: { userId: user._id, restaurantId: user.restaurantId } },
];

/** A user changes their own password. `known` is the account whose password was verified; a change since then is a conflict. */
export function ownPassword(
  user: Account,
  known: Account,
  { passwordHash, sessionId }: { passwordHash: string; sessionId: string },
): Decision<Account> {
  if (user.disabled) throw new Refusal('session_ended', 'This session has ended. Sign in again.');
  if (user.passwordChanges !== known.passwordChanges)
    throw new Refusal(
      'password_wrong',
      'The password was changed in another session a moment ago. Sign in with the new password.',
    );
  return {
    change: {
      passwordHash,
      passwordChanges: (user.passwordChanges ?? 0) + 1,
      passwordChangedBy: sessionId,
      passwordGiven: false,
    },
    events: passwordChanged(user),
  };
}

/** Somebody with a link chooses a password. Any change since the link was issued has ended it. */
export function chosenPassword(user: Account, linkedAt: number, passwordHash: string): Decision<Account> {
  if (user.disabled || (user.passwordChanges ?? 0) !== linkedAt) throw linkEnded();
  return {
    change: {
      passwordHash,
      passwordChanges: linkedAt + 1,
      passwordChangedBy: null,
      passwordGiven: false,
    },
    events: passwordChanged(user),
  };
}

/** An owner or operator sets the password of another person. This ends all sessions of that person. */
export function givenPassword(user: Account, passwordHash: string): Decision<Account> {
  assertNotErased(user);
  assertNoGuest(user, 'its password was not set');
  return {
    change: {
      passwordHash,
      passwordChanges: (user.passwordChanges ?? 0) + 1,
      passwordChangedBy: null,
      passwordGiven: true,
    },
    events: passwordChanged(user),
  };
}

export function assertNotErased(user: Account): void {
  if (user.erasedAt) throw new Refusal('conflict', 'This account was erased and cannot be changed any more.');
}
