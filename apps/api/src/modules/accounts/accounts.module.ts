import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Names } from './names.ts';
import { Passwords } from './passwords.ts';
import { Staff } from './staff.ts';
import { ACCOUNT, AccountSchema } from './account.schema.ts';
import { AccountsService } from './accounts.service.ts';

@Module({
  imports: [MongooseModule.forFeature([{ name: ACCOUNT, schema: AccountSchema }])],
  providers: [AccountsService, Passwords, Staff, Names],
  exports: [AccountsService, Passwords, Staff, Names],
})
export class AccountsModule {}
