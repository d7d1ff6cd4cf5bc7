import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditListener } from './audit.listener.ts';
import { AUDIT, AuditSchema } from './audit.schema.ts';
import { AuditTrail } from './audit-trail.ts';

@Module({
  imports: [RestaurantsModule, MongooseModule.forFeature([{ name: AUDIT, schema: AuditSchema }])],
  controllers: [AuditController],
  providers: [AuditTrail, AuditListener],
  exports: [AuditTrail],
})
export class AuditModule {}
