import { Module } from '@nestjs/common';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { UsersModule } from '../accounts/users.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditListener } from './audit.listener.ts';
import { AuditNames } from './audit-names.ts';

@Module({
  imports: [AuditLogModule, RestaurantsModule, UsersModule],
  controllers: [AuditController],
  providers: [AuditNames, AuditListener],
})
export class AuditModule {}
