import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountNames } from './account-names.ts';
import { Passwords } from './passwords.ts';
import { RestaurantStaff } from './restaurant-staff.ts';
import { ACCOUNT, AccountSchema } from './account.schema.ts';
import { AccountsService } from './accounts.service.ts';

@Module({
  imports: [MongooseModule.forFeature([{ name: ACCOUNT, schema: AccountSchema }])],
  providers: [AccountsService, Passwords, RestaurantStaff, AccountNames],
  exports: [AccountsService, Passwords, RestaurantStaff, AccountNames],
})
export class AccountsModule {}
