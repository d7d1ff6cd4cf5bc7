import {
  type OwnInvitation,
  Refusal,
  type StaffRole,
  type TeamInvitation,
  invitationDays,
} from '@passline/contracts';
import type { AggregateFields } from '@passline/event-log';

export interface TeamInvitationDoc extends AggregateFields {
  restaurantId: string;
  email: string;
  role: StaffRole;
  /** The staff account that had this address; null: none had. An account that is opened later cannot accept it. */
  userId: string | null;
  invitedBy: { id: string; name: string };
  state: 'pending' | 'accepted' | 'declined' | 'withdrawn';
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
}

export const expiryFrom = (now: Date): Date => new Date(now.getTime() + invitationDays * 24 * 60 * 60_000);

export const isPending = ({ state, expiresAt }: TeamInvitationDoc, now: Date): boolean =>
  state === 'pending' && expiresAt > now;

/** An answer that was lost may be repeated for this long: the person has accepted, and may not be in the team yet. */
const repeatableMs = 15_000;

export const isAcceptable = (invitation: TeamInvitationDoc, now: Date): boolean =>
  isPending(invitation, now) ||
  (invitation.state === 'accepted' && now.getTime() - Number(invitation.acceptedAt) < repeatableMs);

export const invitationView = ({
  _id: id,
  email,
  role,
  createdAt,
  expiresAt,
}: TeamInvitationDoc): TeamInvitation => ({
  id,
  email,
  role,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

export const ownInvitationView = (
  { _id: id, restaurantId, role, invitedBy, expiresAt }: TeamInvitationDoc,
  restaurantName: string,
): OwnInvitation => ({
  id,
  restaurantId,
  restaurantName,
  role,
  invitedBy: invitedBy.name,
  expiresAt: expiresAt.toISOString(),
});

export const factsOf = ({ restaurantId, role, userId }: TeamInvitationDoc) => ({
  restaurantId,
  role,
  userId,
});

export const noSuchInvitation = () =>
  new Refusal('not_found', 'There is no such invitation, or it was answered, taken back or has ended.');
