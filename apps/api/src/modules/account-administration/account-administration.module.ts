import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { FirstOperator } from './first-operator.ts';
import { AccountAdministrationController } from './account-administration.controller.ts';
import { IdentityLinks } from './identity-links.ts';
import { IdentityLinksController } from './identity-links.controller.ts';
import { SecondFactorResetsController } from './second-factor-resets.controller.ts';
import { SecondFactorResets } from './second-factor-resets.ts';
import { TeamOwners } from './team-owners.ts';
import { AccountAdministration } from './account-administration.service.ts';

@Module({
  imports: [AccountsModule, AuthModule, RestaurantsModule],
  controllers: [AccountAdministrationController, SecondFactorResetsController, IdentityLinksController],
  providers: [AccountAdministration, TeamOwners, SecondFactorResets, IdentityLinks, FirstOperator],
})
export class AccountAdministrationModule {}
