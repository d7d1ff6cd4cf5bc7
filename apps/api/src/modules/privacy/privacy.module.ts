import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AccountErasure } from './account-erasure.ts';
import { DataExport } from './data-export.ts';
import { ERASURE, ErasureSchema } from './erasure.schema.ts';
import { GuestRetention } from './guest-retention.ts';
import { PersonalDataErasure } from './personal-data-erasure.ts';
import { PersonalDataModule } from '../../infrastructure/personal-data/personal-data.module.ts';
import { PrivacyController } from './privacy.controller.ts';
import { Retention } from './retention.ts';

@Module({
  imports: [
    PersonalDataModule,
    AuditLogModule,
    AuthModule,
    AccountsModule,
    OrderAccessModule,
    MongooseModule.forFeature([{ name: ERASURE, schema: ErasureSchema }]),
  ],
  controllers: [PrivacyController],
  providers: [DataExport, AccountErasure, PersonalDataErasure, GuestRetention, Retention],
})
export class PrivacyModule {}
