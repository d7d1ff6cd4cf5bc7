import { z } from 'zod';
import { User } from './accounts.ts';
import { call } from './endpoint.ts';
import { languages } from './languages.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Email, EmailAddress, Id, Moment } from './values.ts';

/** How long an invitation can be accepted. */
export const invitationDays = 7;
/** Per restaurant, at the same time. */
export const mostInvitations = 50;

export const TeamInvitation = z.object({
  id: Id,
  email: EmailAddress,
  role: z.enum(staffRoles),
  createdAt: Moment,
  expiresAt: Moment,
});
export type TeamInvitation = z.infer<typeof TeamInvitation>;

export const OwnInvitation = z.object({
  id: Id,
  restaurantId: Id,
  restaurantName: z.string(),
  role: z.enum(staffRoles),
  invitedBy: z.string().meta({ description: 'The name of the owner or operator' }),
  expiresAt: Moment,
});
export type OwnInvitation = z.infer<typeof OwnInvitation>;

const tag = 'Accounts';
const one = z.object({ id: Id });

export const teamInvitationCalls = {
  inviteToTeam: call({
    ...routes.inviteToTeam,
    who: ['owner', 'operator'],
    tag,
    summary:
      'Invite a person who has a staff account already. The answer is the same for addresses without one; the person accepts or declines within 7 days. Inviting an address again replaces its invitation',
    params: one,
    body: z.strictObject({
      email: Email,
      role: z.enum(staffRoles),
      language: z
        .enum(languages)
        .optional()
        .meta({ description: 'Of the mail; default: that of the account' }),
    }),
    status: 201,
    answer: TeamInvitation,
    problems: ['not_found', 'conflict'],
  }),
  listInvitations: call({
    ...routes.listInvitations,
    who: ['owner', 'manager', 'operator'],
    tag,
    summary: 'The invitations to the team that wait for an answer',
    params: one,
    status: 200,
    answer: z.object({ items: z.array(TeamInvitation) }),
    problems: ['not_found'],
  }),
  withdrawInvitation: call({
    ...routes.withdrawInvitation,
    who: ['owner', 'operator'],
    tag,
    summary: 'Take an invitation back',
    params: z.object({ id: Id, invitationId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  listOwnInvitations: call({
    ...routes.listOwnInvitations,
    who: staffRoles,
    tag,
    summary: 'Invitations of the signed-in account to teams of other restaurants',
    status: 200,
    answer: z.object({ items: z.array(OwnInvitation) }),
  }),
  acceptInvitation: call({
    ...routes.acceptInvitation,
    who: staffRoles,
    tag,
    summary: 'Join the team; open sockets receive its events at once',
    params: one,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  declineInvitation: call({
    ...routes.declineInvitation,
    who: staffRoles,
    tag,
    summary: 'Decline the invitation',
    params: one,
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
} as const;
