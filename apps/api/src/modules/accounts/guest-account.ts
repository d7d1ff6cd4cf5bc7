import { Refusal } from '@passline/contracts';
import { type Decision, newId } from '@passline/event-log';
import { type Account, isGuest } from './account.ts';

/** No one can receive mail there or sign in with it: a guest has no password. Accounts need an address that is unique. */
const addressOf = (id: string) => `guest-${id}@passline.invalid`;

export function newGuest(name: string, phone: string, now: Date) {
  const _id = newId();
  return {
    _id,
    email: addressOf(_id),
    name,
    phone,
    role: 'customer' as const,
    restaurantId: null,
    passwordHash: null,
    guestSince: now,
  };
}

/** A guest sets an email address and a password. Sessions other than the one that did it end. */
export function claimed(
  user: Account,
  {
    email,
    language,
    passwordHash,
    sessionId,
  }: Pick<Account, 'email' | 'language'> & { passwordHash: string; sessionId: string },
): Decision<Account> {
  if (user.disabled) throw new Refusal('session_ended', 'This session has ended. Sign in again.');
  if (!isGuest(user))
    throw new Refusal('conflict', 'This account is not that of a guest. It has an email address already.');
  return {
    change: {
      email,
      ...(language && { language }),
      passwordHash,
      passwordChanges: (user.passwordChanges ?? 0) + 1,
      passwordChangedBy: sessionId,
      guestSince: null,
    },
    events: [{ type: 'user.password_changed', data: { userId: user._id, restaurantId: null } }],
  };
}

/** No sign-in would lead to such an account. */
export function assertNoGuest(user: Account, consequence: string): void {
  if (isGuest(user))
    throw new Refusal(
      'conflict',
      `This is the account of a guest, without email address and password: ${consequence}. The guest can set both with POST /auth/guest/claim.`,
    );
}
