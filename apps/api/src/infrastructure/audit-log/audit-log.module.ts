import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AUDIT, AuditSchema } from './audit.schema.ts';
import { AuditLog } from './audit-log.ts';

/** The store of the audit log. modules/audit and a few other services write to it. */
@Module({
  imports: [MongooseModule.forFeature([{ name: AUDIT, schema: AuditSchema }])],
  providers: [AuditLog],
  exports: [AuditLog],
})
export class AuditLogModule {}
