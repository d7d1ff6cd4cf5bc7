import { Injectable } from '@nestjs/common';
import {
  type InputOf,
  Refusal,
  type TeamInvitation,
  isStaff,
  mostInvitations,
  staffRoleIn,
  type teamInvitationCalls,
} from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { type Account, rightsOf } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type {} from './team-invitation.events.ts';
import { expiryFrom, factsOf, invitationView, isPending, noSuchInvitation } from './team-invitation.ts';
import { TeamInvitationsRepository } from './team-invitations.repository.ts';

/** Owners and operators invite people who have a staff account to the team of a restaurant. */
@Injectable()
export class TeamInvitationsService {
  constructor(
    private readonly invitations: TeamInvitationsRepository,
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
  ) {}

  /** The same answer with and without an account, so that no one learns whose addresses have one. */
  async invite(
    caller: Caller,
    restaurantId: string,
    { email, role, language }: InputOf<typeof teamInvitationCalls.inviteToTeam>['body'],
  ): Promise<TeamInvitation> {
    const { name: restaurantName } = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:team:change', { id: restaurantId });
    const account = await this.accounts.findByEmail(email);
    // The team sees who is in it, so this tells nothing new.
    if (account && staffRoleIn(rightsOf(account), restaurantId) !== null)
      throw new Refusal('conflict', `${account.name} is in this team already.`);
    const pending = await this.invitations.pendingOf({ restaurantId });
    const replaced = pending.filter((invitation) => invitation.email === email);
    if (pending.length - replaced.length >= mostInvitations)
      throw new Refusal('conflict', `At most ${mostInvitations} invitations. Take one back first.`);
    for (const { _id } of replaced) await this.#withdraw(caller, restaurantId, _id);
    const userId = account && canAccept(account) ? account._id : null;
    const createdAt = new Date();
    const expiresAt = expiryFrom(createdAt);
    const invited = await this.invitations.add(
      {
        restaurantId,
        email,
        role,
        userId,
        invitedBy: { id: caller.id, name: caller.name },
        state: 'pending',
        createdAt,
        expiresAt,
        acceptedAt: null,
      },
      {
        type: 'invitation.sent',
        data: {
          restaurantId,
          restaurantName,
          role,
          userId,
          invitedBy: caller.name,
          expiresAt,
          ...(language && { language }),
        },
      },
      actorOf(caller, restaurantId),
    );
    return invitationView(invited);
  }

  async list(caller: Caller, restaurantId: string): Promise<TeamInvitation[]> {
    await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:team', { id: restaurantId });
    return (await this.invitations.pendingOf({ restaurantId })).map(invitationView);
  }

  async withdraw(caller: Caller, restaurantId: string, id: string): Promise<void> {
    await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:team:change', { id: restaurantId });
    if ((await this.invitations.find(id))?.restaurantId !== restaurantId) throw noSuchInvitation();
    await this.#withdraw(caller, restaurantId, id);
  }

  async #withdraw(caller: Caller, restaurantId: string, id: string): Promise<void> {
    await this.invitations.change(id, actorOf(caller, restaurantId), (invitation) => {
      if (!isPending(invitation, new Date())) throw noSuchInvitation();
      return {
        change: { state: 'withdrawn' },
        events: [{ type: 'invitation.withdrawn', data: factsOf(invitation) }],
      };
    });
  }
}

const canAccept = ({ role, disabled }: Account): boolean => isStaff(role) && !disabled;
