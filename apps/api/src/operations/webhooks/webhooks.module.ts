import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditLogModule } from '../../infrastructure/audit-log/audit-log.module.ts';
import { RestaurantsModule } from '../../modules/restaurants/restaurants.module.ts';
import { WEBHOOK_DELIVERY, WebhookDeliverySchema } from './webhook-delivery.schema.ts';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.ts';
import { WebhookSending } from './webhook-sending.ts';
import { WEBHOOK, WebhookSchema } from './webhook.schema.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { WebhooksListener } from './webhooks.listener.ts';
import { WebhooksRepository } from './webhooks.repository.ts';
import { WebhooksService } from './webhooks.service.ts';

/** Events for servers of restaurants and operators: signed, in order per order, retried for days. */
@Module({
  imports: [
    AuditLogModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: WEBHOOK, schema: WebhookSchema },
      { name: WEBHOOK_DELIVERY, schema: WebhookDeliverySchema },
    ]),
  ],
  controllers: [WebhooksController],
  providers: [
    WebhooksRepository,
    WebhookDeliveriesRepository,
    WebhooksService,
    WebhooksListener,
    WebhookSending,
  ],
})
export class WebhooksModule {}
