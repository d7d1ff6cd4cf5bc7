import { Module } from '@nestjs/common';
import { AuditLogModule } from '../infrastructure/audit-log/audit-log.module.ts';
import { ParkedController } from './parked.controller.ts';

@Module({ imports: [AuditLogModule], controllers: [ParkedController] })
export class OperationsModule {}
