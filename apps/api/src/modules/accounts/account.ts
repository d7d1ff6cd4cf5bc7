import type { Role, User } from '@passline/contracts';
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
  passwordHash: string;
  /** Counts password changes. Sessions opened at a lower count are over. */
  passwordChanges?: number;
  /** The session that made the last change, which stays live; null when another person set the password. */
  passwordChangedBy?: string | null;
  /** Another person (owner or operator) set the current password. */
  passwordGiven?: boolean;
  createdAt: Date;
  /** When the personal data was erased. The account stays, because orders and payments that must be kept refer to it. */
  erasedAt?: Date;
}

export const accountView = (user: Account): User => ({
  id: user._id,
  email: user.email,
  name: user.name,
  phone: user.phone,
  role: user.role,
  restaurantId: user.restaurantId,
  disabled: user.disabled,
  passwordGiven: user.passwordGiven ?? false,
  erased: user.erasedAt !== undefined,
  createdAt: user.createdAt.toISOString(),
});
