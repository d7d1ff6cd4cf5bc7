import { aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { TeamInvitationDoc } from './team-invitation.ts';

export const TEAM_INVITATION = 'TeamInvitation';

export const TeamInvitationSchema = new Schema<TeamInvitationDoc>(
  {
    _id: String,
    restaurantId: String,
    email: String,
    role: String,
    userId: String,
    invitedBy: Schema.Types.Mixed as never,
    state: String,
    createdAt: Date,
    expiresAt: Date,
    acceptedAt: Date,
  },
  { collection: 'team_invitations' },
);
TeamInvitationSchema.plugin(aggregate);
// Lists the invitations of a restaurant, newest first.
TeamInvitationSchema.index({ restaurantId: 1, state: 1, _id: -1 });
// Lists those of a person.
TeamInvitationSchema.index({ userId: 1, state: 1, _id: -1 });
// Removes the address when the invitation has ended.
TeamInvitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
