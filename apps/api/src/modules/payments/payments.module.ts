import type { Server } from 'node:http';
import { Logger, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { keptSecret } from '../../common/config/kept-secret.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { PaymentPersonalData } from './payment.personal-data.ts';
import { CARD_PROVIDER, type PaymentProvider, WEBHOOK_SECRET } from './payment-provider.ts';
import { PAYMENT, PaymentSchema } from './payment.schema.ts';
import { PaymentsController } from './payments.controller.ts';
import { PaymentsListener } from './payments.listener.ts';
import { PaymentsRepository } from './payments.repository.ts';
import { PaymentsService } from './payments.service.ts';
import { SandboxProvider } from './sandbox-provider.ts';

@Module({
  imports: [OrdersModule, MongooseModule.forFeature([{ name: PAYMENT, schema: PaymentSchema }])],
  controllers: [PaymentsController],
  providers: [
    PaymentsService,
    PaymentsRepository,
    PaymentsListener,
    PaymentPersonalData,
    {
      provide: WEBHOOK_SECRET,
      inject: [CONFIG],
      useFactory: ({ paymentWebhookSecret, production, dataDir }: Config): string | null =>
        paymentWebhookSecret ?? (production ? null : keptSecret(dataDir, 'payment-webhook-secret')),
    },
    {
      provide: CARD_PROVIDER,
      inject: [WEBHOOK_SECRET, CONFIG, HttpAdapterHost],
      useFactory: (
        secret: string | null,
        config: Config,
        { httpAdapter }: HttpAdapterHost,
      ): PaymentProvider | null => {
        if (secret === null) return null;
        if (config.production)
          new Logger('Payments').warn('card payments use the sandbox provider: no money is charged');
        return new SandboxProvider(
          secret,
          () => config.publicUrl ?? ownAddress(httpAdapter.getHttpServer() as Server, config.port),
        );
      },
    },
  ],
  exports: [PaymentsService],
})
export class PaymentsModule {}

/** One of several workers does not listen itself, so it uses the configured port. */
function ownAddress(server: Server, port: number): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return `http://127.0.0.1:${port}`;
  const host = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
