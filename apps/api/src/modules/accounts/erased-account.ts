import type { Decision } from '@passline/event-log';
import type { Account } from './account.ts';
import { withoutSecondFactor } from './second-factor.ts';

/**
 * Removes the personal data from an account and ends all its sessions; nothing if that was done before. The account stays,
 * because orders and payments that must be kept refer to it. `passwordHash`: of a password that no one knows.
 */
export function erased(user: Account, passwordHash: string | null, now: Date): Decision<Account> | null {
  if (user.erasedAt) return null;
  const userId = user._id;
  return {
    change: {
      email: `erased-${userId}@passline.invalid`,
      name: 'Former customer',
      phone: null,
      passwordHash,
      ...withoutSecondFactor,
      identity: null,
      disabled: true,
      signOuts: (user.signOuts ?? 0) + 1,
      erasedAt: now,
      guestSince: null,
    },
    events: [
      ...(user.disabled ? [] : [{ type: 'user.disabled' as const, data: { userId } }]),
      { type: 'user.erased', data: { userId } },
    ],
  };
}
