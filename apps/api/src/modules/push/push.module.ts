import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { PUSH_JOB, PushJobSchema } from './push-job.schema.ts';
import { PushJobsRepository } from './push-jobs.repository.ts';
import { PUSH_KEYS, PushKeys, PushKeysSchema } from './push-keys.ts';
import { PushSending } from './push-sending.ts';
import { PushService } from './push-service.ts';
import { PUSH_SUBSCRIPTION, PushSubscriptionSchema } from './push-subscription.schema.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';
import { PushController } from './push.controller.ts';
import { PushListener } from './push.listener.ts';

@Module({
  imports: [
    AccountsModule,
    OrdersModule,
    MongooseModule.forFeature([
      { name: PUSH_KEYS, schema: PushKeysSchema },
      { name: PUSH_SUBSCRIPTION, schema: PushSubscriptionSchema },
      { name: PUSH_JOB, schema: PushJobSchema },
    ]),
  ],
  controllers: [PushController],
  providers: [
    PushKeys,
    PushService,
    PushSending,
    PushListener,
    PushJobsRepository,
    PushSubscriptionsRepository,
  ],
})
export class PushModule {}
