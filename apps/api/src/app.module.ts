import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AccessGuard } from './modules/auth/access.guard.ts';
import { RateLimitsModule } from './infrastructure/rate-limits/rate-limits.module.ts';
import { AdmissionModule } from './infrastructure/admission/admission.module.ts';
import { AuditModule } from './modules/audit/audit.module.ts';
import { ApiKeysModule } from './modules/api-keys/api-keys.module.ts';
import { AutoPauseModule } from './modules/auto-pause/auto-pause.module.ts';
import { AuthModule } from './modules/auth/auth.module.ts';
import { ChatModule } from './modules/chat/chat.module.ts';
import { ConfigModule } from './common/config/config.module.ts';
import type { Config } from './common/config/env.ts';
import { ConsoleModule } from './modules/console/console.module.ts';
import { CouriersModule } from './modules/couriers/couriers.module.ts';
import { DemoModule } from './bootstrap/demo/demo.module.ts';
import { EventsModule } from './infrastructure/events/events.module.ts';
import { MenusModule } from './modules/menus/menus.module.ts';
import { NotificationsModule } from './modules/notifications/notifications.module.ts';
import { OfferRedemptionsModule } from './modules/offer-redemptions/offer-redemptions.module.ts';
import { AnnouncementsModule } from './modules/announcements/announcements.module.ts';
import { IdentityProviderModule } from './modules/identity-provider/identity-provider.module.ts';
import { OffersModule } from './modules/offers/offers.module.ts';
import { ObservabilityModule } from './infrastructure/observability/observability.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { WebhooksModule } from './operations/webhooks/webhooks.module.ts';
import { SocketOperationsModule } from './operations/sockets.module.ts';
import { AccountAdministrationModule } from './modules/account-administration/account-administration.module.ts';
import { OrdersModule } from './modules/orders/orders.module.ts';
import { PaymentsModule } from './modules/payments/payments.module.ts';
import { PicturesModule } from './modules/pictures/pictures.module.ts';
import { PrintingModule } from './modules/printing/printing.module.ts';
import { PersonalDataModule } from './infrastructure/personal-data/personal-data.module.ts';
import { MailModule } from './infrastructure/mail/mail.module.ts';
import { PrivacyModule } from './modules/privacy/privacy.module.ts';
import { RealtimeModule } from './realtime/realtime.module.ts';
import { PushModule } from './modules/push/push.module.ts';
import { QuotesModule } from './modules/quotes/quotes.module.ts';
import { TeamInvitationsModule } from './modules/team-invitations/team-invitations.module.ts';
import { ReceiptsModule } from './modules/receipts/receipts.module.ts';
import { ReportsModule } from './modules/reports/reports.module.ts';
import { ScheduledOrdersModule } from './modules/scheduled-orders/scheduled-orders.module.ts';
import { StorefrontsModule } from './modules/storefronts/storefronts.module.ts';
import { TelephoneOrdersModule } from './modules/telephone-orders/telephone-orders.module.ts';
import { TimeSlotsModule } from './modules/time-slots/time-slots.module.ts';
import { RestaurantsModule } from './modules/restaurants/restaurants.module.ts';
import { StorageModule } from './infrastructure/database/storage.module.ts';
import { SchedulerModule } from './infrastructure/scheduler/scheduler.module.ts';
import { AccountsModule } from './modules/accounts/accounts.module.ts';
import { WorkerBus } from './infrastructure/workers/worker-bus.ts';
import { WorkersModule } from './infrastructure/workers/workers.module.ts';
import type { Tracing } from './infrastructure/tracing/tracing.ts';
import { TracingModule } from './infrastructure/tracing/tracing.module.ts';

/** All modules of the server. */
@Module({})
export class AppModule {
  static with(config: Config, logger: Logger, workerBus: WorkerBus, tracing: Tracing): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        WorkersModule.with(workerBus),
        TracingModule.with(tracing),
        // No middleware: `requestLogger` writes the line of a request.
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true, forRoutes: [] }),
        StorageModule,
        EventsModule,
        SchedulerModule,
        RateLimitsModule,
        PersonalDataModule,
        MailModule,
        ObservabilityModule,
        AdmissionModule,
        OperationsModule,
        AuditModule,
        AuthModule,
        IdentityProviderModule,
        ApiKeysModule,
        AccountsModule,
        AccountAdministrationModule,
        RestaurantsModule,
        MenusModule,
        PicturesModule,
        AnnouncementsModule,
        OffersModule,
        OrdersModule,
        QuotesModule,
        OfferRedemptionsModule,
        StorefrontsModule,
        TimeSlotsModule,
        ScheduledOrdersModule,
        TelephoneOrdersModule,
        AutoPauseModule,
        PaymentsModule,
        CouriersModule,
        PrintingModule,
        NotificationsModule,
        PushModule,
        ReceiptsModule,
        TeamInvitationsModule,
        ChatModule,
        ReportsModule,
        PrivacyModule,
        ConsoleModule,
        RealtimeModule,
        SocketOperationsModule,
        WebhooksModule,
        DemoModule,
      ],
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
    };
  }
}
