import type { Role, User } from '@passline/contracts';
import type { AggregateFields } from '@passline/event-log';

export interface Account extends AggregateFields {
  email: string;
  name: string;
  phone: string | null;
  role: Role;
  restaurantId: string | null;
  disabled: boolean;
  /** How often they were signed out everywhere: sessions that were opened with a lower count are over. */
  signOuts?: number;
  passwordHash: string;
  /** How often it was changed: sessions that were opened with an earlier one are over. */
  passwordChanges?: number;
  /** Except this one, which changed it; null when somebody else did. */
  passwordChangedBy?: string | null;
  /** Somebody else chose it. */
  passwordGiven?: boolean;
  createdAt: Date;
  /** Nobody is behind it any more: it stands for whoever it was in what must be kept. */
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
