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
    furtherMemberships: { type: [Schema.Types.Mixed], default: undefined } as never,
    disabled: { type: Boolean, required: true, default: false },
    signOuts: Number,
    passwordHash: { type: String, default: null, select: false },
    passwordChanges: Number,
    passwordChangedBy: String,
    passwordGiven: Boolean,
    secondFactor: Schema.Types.Mixed,
    secondFactorSetup: Schema.Types.Mixed,
    identity: Schema.Types.Mixed,
    createdAt: { type: Date, required: true },
    erasedAt: Date,
    guestSince: Date,
    language: String,
  },
  { collection: 'users' },
);
AccountSchema.plugin(aggregate);
// Finds an account at sign-in, and allows one account per email address.
AccountSchema.index({ email: 1 }, { unique: true });
// Lists the team of a restaurant, newest first, and finds another owner.
AccountSchema.index({ restaurantId: 1, _id: -1 });
// The same for those who work there besides their first restaurant.
AccountSchema.index({ 'furtherMemberships.restaurantId': 1, _id: -1 });
// Lists accounts by role, and finds another operator.
AccountSchema.index({ role: 1, _id: -1 });
// Finds the sealed secrets when the key of the server changes.
AccountSchema.index(
  { 'secondFactor.since': 1 },
  { partialFilterExpression: { 'secondFactor.since': { $exists: true } } },
);
// Finds the account of a person of the identity provider, and allows one account per person.
AccountSchema.index(
  { 'identity.issuer': 1, 'identity.subject': 1 },
  { unique: true, partialFilterExpression: { 'identity.subject': { $exists: true } } },
);
// Finds guests whose retention period is over.
AccountSchema.index({ guestSince: 1 }, { partialFilterExpression: { guestSince: { $type: 'date' } } });
