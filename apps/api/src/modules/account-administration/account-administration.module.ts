import { Module } from '@nestjs/common';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { UsersModule } from '../accounts/users.module.ts';
import { FirstOperator } from './first-operator.ts';
import { AccountAdministrationController } from './account-administration.controller.ts';
import { AccountAdministration } from './account-administration.service.ts';

@Module({
  imports: [UsersModule, RestaurantsModule],
  controllers: [AccountAdministrationController],
  providers: [AccountAdministration, FirstOperator],
})
export class AccountAdministrationModule {}
