import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Passwords } from './passwords.ts';
import { Staff } from './staff.ts';
import { USER, UserSchema } from './user.schema.ts';
import { UsersRepository } from './users.repository.ts';

@Module({
  imports: [MongooseModule.forFeature([{ name: USER, schema: UserSchema }])],
  providers: [UsersRepository, Passwords, Staff],
  exports: [UsersRepository, Passwords, Staff],
})
export class UsersModule {}
