import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { FirstOperator } from './first-operator.ts';
import { AccountAdministrationController } from './account-administration.controller.ts';
import { AccountAdministration } from './account-administration.service.ts';

@Module({
  imports: [AccountsModule, AuthModule, RestaurantsModule],
  controllers: [AccountAdministrationController],
  providers: [AccountAdministration, FirstOperator],
})
export class AccountAdministrationModule {}
