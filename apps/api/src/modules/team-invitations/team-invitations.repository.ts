import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { mostInvitations } from '@passline/contracts';
import { type Actor, type AggregateStore, type Decision, type EventDraft, newId } from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import type { TeamInvitationDoc } from './team-invitation.ts';
import { TEAM_INVITATION } from './team-invitation.schema.ts';

type NewInvitation = Omit<TeamInvitationDoc, '_id' | 'version' | 'outbox' | 'outboxDue' | 'history'>;

@Injectable()
export class TeamInvitationsRepository {
  readonly #store: AggregateStore<TeamInvitationDoc>;

  constructor(
    @InjectModel(TEAM_INVITATION) private readonly invitations: Model<TeamInvitationDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(invitations, 'team_invitation');
  }

  add(invitation: NewInvitation, sent: EventDraft, actor: Actor): Promise<TeamInvitationDoc> {
    return this.#store.insert({ _id: newId(), ...invitation }, [sent], actor);
  }

  change(
    id: string,
    actor: Actor,
    decide: (invitation: TeamInvitationDoc) => Decision<TeamInvitationDoc> | null,
  ): Promise<TeamInvitationDoc> {
    return this.#store.mutate(id, decide, { actor });
  }

  /** Newest first. */
  pendingOf(
    whose: { restaurantId: string } | { userId: string },
    now = new Date(),
  ): Promise<TeamInvitationDoc[]> {
    return this.invitations
      .find({ ...whose, state: 'pending', expiresAt: { $gt: now } })
      .sort({ _id: -1 })
      .limit(mostInvitations)
      .lean<TeamInvitationDoc[]>();
  }

  find(id: string): Promise<TeamInvitationDoc | null> {
    return this.invitations.findById(id).lean<TeamInvitationDoc>();
  }
}
