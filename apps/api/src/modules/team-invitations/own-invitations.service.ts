import { Injectable } from '@nestjs/common';
import { type OwnInvitation, Refusal, type User } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { accountView, mayChangeTeam } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { membershipAdded } from '../accounts/membership-added.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import {
  type TeamInvitationDoc,
  factsOf,
  isAcceptable,
  isPending,
  noSuchInvitation,
  ownInvitationView,
} from './team-invitation.ts';
import { TeamInvitationsRepository } from './team-invitations.repository.ts';

/** A person answers the invitations to teams of other restaurants. No one joins a team without their own word. */
@Injectable()
export class OwnInvitationsService {
  constructor(
    private readonly invitations: TeamInvitationsRepository,
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
  ) {}

  async list(caller: Caller): Promise<OwnInvitation[]> {
    const pending = await this.invitations.pendingOf({ userId: caller.id });
    const names = await this.restaurants.namesOf(pending.map(({ restaurantId }) => restaurantId));
    return pending.map((invitation) =>
      ownInvitationView(invitation, names.get(invitation.restaurantId) ?? ''),
    );
  }

  async accept(caller: Caller, id: string): Promise<User> {
    const invitation = await this.#ownOf(caller, id);
    await this.#assertStillMeant(invitation);
    const account = await this.accounts.find(caller.id);
    // An owner who has set this password could otherwise join the team in the name of the person.
    if (account?.passwordGiven)
      throw new Refusal(
        'conflict',
        'Another person has set your password. Choose your own with POST /auth/password, then accept.',
      );
    // Marked first: an owner who takes it back from now on learns that it is too late.
    const { restaurantId, role } = await this.invitations.change(id, actorOf(caller), (current) => {
      if (!isAcceptable(current, new Date())) throw noSuchInvitation();
      if (current.state === 'accepted') return null;
      return {
        change: { state: 'accepted', acceptedAt: new Date() },
        events: [{ type: 'invitation.answered', data: { ...factsOf(current), accepted: true } }],
      };
    });
    const joined = await this.accounts.change(caller.id, actorOf(caller), (user) =>
      membershipAdded(user, { restaurantId, role }),
    );
    return accountView(joined);
  }

  async decline(caller: Caller, id: string): Promise<void> {
    await this.#ownOf(caller, id);
    await this.invitations.change(id, actorOf(caller), (invitation) => {
      if (!isPending(invitation, new Date())) throw noSuchInvitation();
      return {
        change: { state: 'declined' },
        events: [{ type: 'invitation.answered', data: { ...factsOf(invitation), accepted: false } }],
      };
    });
  }

  async #ownOf(caller: Caller, id: string): Promise<TeamInvitationDoc> {
    const invitation = await this.invitations.find(id);
    if (invitation?.userId !== caller.id) throw noSuchInvitation();
    return invitation;
  }

  /** An owner who was dismissed after the invitation adds no members any more. */
  async #assertStillMeant({ restaurantId, invitedBy }: TeamInvitationDoc): Promise<void> {
    if (!mayChangeTeam(await this.accounts.find(invitedBy.id), restaurantId))
      throw new Refusal(
        'conflict',
        `${invitedBy.name} may no longer change this team. Ask its owner for a new invitation.`,
      );
  }
}
