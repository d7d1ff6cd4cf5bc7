import { Role } from '@passline/contracts';
import { aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { Account } from './account.ts';

export const ACCOUNT = 'User';

export const AccountSchema = new Schema<Account>(
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
AccountSchema.plugin(aggregate);
// Sign in; and one account per address.
AccountSchema.index({ email: 1 }, { unique: true });
// The team of a restaurant, newest first; who else is an owner.
AccountSchema.index({ restaurantId: 1, _id: -1 });
// The operator's list by role; who else is an operator.
AccountSchema.index({ role: 1, _id: -1 });
