import { Role, type User } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface UserDoc extends AggregateFields {
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

export const USER = 'User';

export const UserSchema = new Schema<UserDoc>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    name: { type: String, required: true },
    phone: { type: String, default: null },
    role: { type: String, enum: Role.options, required: true },
    restaurantId: { type: String, default: null },
    disabled: { type: Boolean, required: true, default: false },
    signOuts: Number,
    passwordHash: { type: String, required: true, select: false },
    passwordChanges: Number,
    passwordChangedBy: String,
    passwordGiven: Boolean,
    createdAt: { type: Date, required: true },
    erasedAt: Date,
  },
  { collection: 'users' },
);
UserSchema.plugin(aggregate);
// Sign in; and one account per address.
UserSchema.index({ email: 1 }, { unique: true });
// The team of a restaurant, newest first; who else is an owner.
UserSchema.index({ restaurantId: 1, _id: -1 });
// The operator's list by role; who else is an operator.
UserSchema.index({ role: 1, _id: -1 });

export const viewOf = (user: UserDoc): User => ({
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
