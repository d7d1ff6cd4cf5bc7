import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Names } from './names.ts';
import { Passwords } from './passwords.ts';
import { Staff } from './staff.ts';
import { USER, UserSchema } from './user.schema.ts';
import { UsersRepository } from './users.repository.ts';

@Module({
  imports: [MongooseModule.forFeature([{ name: USER, schema: UserSchema }])],
  providers: [UsersRepository, Passwords, Staff, Names],
  exports: [UsersRepository, Passwords, Staff, Names],
})
export class UsersModule {}
