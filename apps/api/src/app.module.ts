import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AccessGuard } from './access/access.guard.ts';
import { LimitsModule } from './access/limits.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { ChatModule } from './chat/chat.module.ts';
import { ConfigModule } from './config/config.module.ts';
import type { Config } from './config/env.ts';
import { ConsoleModule } from './console/console.module.ts';
import { CouriersModule } from './couriers/couriers.module.ts';
import { DemoModule } from './demo/demo.module.ts';
import { EventsModule } from './events/events.module.ts';
import { MenusModule } from './menus/menus.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { OffersOfOrdersModule } from './offers/offers-of-orders.module.ts';
import { OffersModule } from './offers/offers.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { SocketOperationsModule } from './operations/sockets.module.ts';
import { PeopleModule } from './people/people.module.ts';
import { OrdersModule } from './orders/orders.module.ts';
import { PaymentsModule } from './payments/payments.module.ts';
import { PersonalDataModule } from './privacy/personal-data.module.ts';
import { PrivacyModule } from './privacy/privacy.module.ts';
import { RealtimeModule } from './realtime/realtime.module.ts';
import { PushModule } from './push/push.module.ts';
import { ReportsModule } from './reports/reports.module.ts';
import { RestaurantsModule } from './restaurants/restaurants.module.ts';
import { StorageModule } from './storage/storage.module.ts';
import { TimingModule } from './timing/timing.module.ts';
import { UsersModule } from './users/users.module.ts';
import { Coworkers } from './workers/coworkers.ts';
import { WorkersModule } from './workers/workers.module.ts';

/** The table of contents: what Passline is made of, one line each. */
@Module({})
export class AppModule {
  static with(config: Config, logger: Logger, coworkers: Coworkers): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        WorkersModule.with(coworkers),
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true }),
        StorageModule,
        EventsModule,
        TimingModule,
        LimitsModule,
        PersonalDataModule,
        OperationsModule,
        AuditModule,
        AuthModule,
        UsersModule,
        PeopleModule,
        RestaurantsModule,
        MenusModule,
        OffersModule,
        OrdersModule,
        OffersOfOrdersModule,
        PaymentsModule,
        CouriersModule,
        NotificationsModule,
        PushModule,
        ChatModule,
        ReportsModule,
        PrivacyModule,
        ConsoleModule,
        RealtimeModule,
        SocketOperationsModule,
        DemoModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
    };
  }
}
