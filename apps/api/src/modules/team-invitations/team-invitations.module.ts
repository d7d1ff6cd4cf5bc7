import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { InvitationMailsListener } from './invitation-mails.listener.ts';
import { OwnInvitationsService } from './own-invitations.service.ts';
import { TEAM_INVITATION, TeamInvitationSchema } from './team-invitation.schema.ts';
import { TeamInvitationsController } from './team-invitations.controller.ts';
import { TeamInvitationsRepository } from './team-invitations.repository.ts';
import { TeamInvitationsService } from './team-invitations.service.ts';

@Module({
  imports: [
    AccountsModule,
    RestaurantsModule,
    MongooseModule.forFeature([{ name: TEAM_INVITATION, schema: TeamInvitationSchema }]),
  ],
  controllers: [TeamInvitationsController],
  providers: [
    TeamInvitationsService,
    OwnInvitationsService,
    TeamInvitationsRepository,
    InvitationMailsListener,
  ],
})
export class TeamInvitationsModule {}
