import type { Language, Role, User } from '@passline/contracts';
import type { AggregateFields } from '@passline/event-log';

export interface Account extends AggregateFields {
  email: string;
  name: string;
  phone: string | null;
  role: Role;
  restaurantId: string | null;
  disabled: boolean;
  /** Counts how often the user was signed out everywhere. Sessions opened at a lower count are over. */
  signOuts?: number;
  /** Null: a guest, who has no password. */
  passwordHash: string | null;
  /** Counts password changes. Sessions opened at a lower count are over. */
  passwordChanges?: number;
  /** The session that made the last change, which stays live; null when another person set the password. */
  passwordChangedBy?: string | null;
  /** Of mails; absent: English. */
  language?: Language;
  /** Another person (owner or operator) set the current password. */
  passwordGiven?: boolean;
  createdAt: Date;
  /** Only of guests: when the account was created, or last found in use. */
  guestSince?: Date | null;
  /** When the personal data was erased. The account stays, because orders and payments that must be kept refer to it. */
  erasedAt?: Date;
}

export const isGuest = ({ guestSince }: Pick<Account, 'guestSince'>): boolean => guestSince instanceof Date;

export const accountView = (user: Account): User => ({
  id: user._id,
  email: isGuest(user) ? null : user.email,
  name: user.name,
  phone: user.phone,
  role: user.role,
  restaurantId: user.restaurantId,
  disabled: user.disabled,
  guest: isGuest(user),
  passwordGiven: user.passwordGiven ?? false,
  erased: user.erasedAt !== undefined,
  createdAt: user.createdAt.toISOString(),
});
