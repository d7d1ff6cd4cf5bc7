import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PersonalDataModule } from '../personal-data/personal-data.module.ts';
import { MAIL, MailSchema } from './mail.schema.ts';
import { MailSending } from './mail-sending.ts';
import { Mails } from './mails.ts';

@Global()
@Module({
  imports: [PersonalDataModule, MongooseModule.forFeature([{ name: MAIL, schema: MailSchema }])],
  providers: [Mails, MailSending],
  exports: [Mails],
})
export class MailModule {}
