import { Module } from '@nestjs/common';
import { AuditLogModule } from '../infrastructure/audit-log/audit-log.module.ts';
import { ParkedEventsController } from './parked-events.controller.ts';

@Module({ imports: [AuditLogModule], controllers: [ParkedEventsController] })
export class OperationsModule {}
