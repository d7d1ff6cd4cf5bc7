import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AuditController } from './audit.controller.ts';
import { AuditListener } from './audit.listener.ts';
import { AUDIT, AuditSchema } from './audit.schema.ts';
import { AuditNames } from './audit-names.ts';
import { AuditTrail } from './audit-trail.ts';

@Module({
  imports: [
    RestaurantsModule,
    UsersModule,
    MongooseModule.forFeature([{ name: AUDIT, schema: AuditSchema }]),
  ],
  controllers: [AuditController],
  providers: [AuditTrail, AuditNames, AuditListener],
  exports: [AuditTrail],
})
export class AuditModule {}
