import { Controller } from '@nestjs/common';
import {
  type AnswerOf,
  type InputOf,
  type TeamInvitation,
  type User,
  teamInvitationCalls,
} from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { OwnInvitationsService } from './own-invitations.service.ts';
import { TeamInvitationsService } from './team-invitations.service.ts';

type Calls = typeof teamInvitationCalls;

@Controller()
export class TeamInvitationsController {
  constructor(
    private readonly invitations: TeamInvitationsService,
    private readonly own: OwnInvitationsService,
  ) {}

  @Serve(teamInvitationCalls.inviteToTeam, { perAccount: 'records' })
  async invite(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<Calls['inviteToTeam']>,
  ): Promise<TeamInvitation> {
    return this.invitations.invite(caller, params.id, body);
  }

  @Serve(teamInvitationCalls.listInvitations)
  async list(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['listInvitations']>,
  ): Promise<AnswerOf<Calls['listInvitations']>> {
    return { items: await this.invitations.list(caller, params.id) };
  }

  @Serve(teamInvitationCalls.withdrawInvitation)
  async withdraw(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['withdrawInvitation']>,
  ): Promise<undefined> {
    await this.invitations.withdraw(caller, params.id, params.invitationId);
  }

  @Serve(teamInvitationCalls.listOwnInvitations)
  async listOwn(@By() caller: Caller): Promise<AnswerOf<Calls['listOwnInvitations']>> {
    return { items: await this.own.list(caller) };
  }

  @Serve(teamInvitationCalls.acceptInvitation)
  async accept(@By() caller: Caller, @Input() { params }: InputOf<Calls['acceptInvitation']>): Promise<User> {
    return this.own.accept(caller, params.id);
  }

  @Serve(teamInvitationCalls.declineInvitation)
  async decline(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['declineInvitation']>,
  ): Promise<undefined> {
    await this.own.decline(caller, params.id);
  }
}
