import { Module } from '@nestjs/common';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { ApiKeysModule } from '../api-keys/api-keys.module.ts';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditListener } from './audit.listener.ts';
import { AuditNames } from './audit-names.ts';

/** Records audited events in the audit log, and serves it to operators and to the restaurant's permitted staff. */
@Module({
  imports: [AuditLogModule, ApiKeysModule, RestaurantsModule, AccountsModule],
  controllers: [AuditController],
  providers: [AuditNames, AuditListener],
})
export class AuditModule {}
