import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OrderAccessModule } from '../orders/order-access.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { PRINT_JOB, PrintJobSchema } from './print-job.schema.ts';
import { PrintJobsRepository } from './print-jobs.repository.ts';
import { PRINT_QUEUE, PrintQueueSchema } from './print-queue.schema.ts';
import { PrintQueuesRepository } from './print-queues.repository.ts';
import { PrintSending } from './print-sending.ts';
import { PrinterAddresses } from './printer-address.ts';
import { PRINTER, PrinterSchema } from './printer.schema.ts';
import { PrintersRepository } from './printers.repository.ts';
import { PrintingController } from './printing.controller.ts';
import { PrintingListener } from './printing.listener.ts';
import { PrintingService } from './printing.service.ts';
import { SlipMaker } from './slip-maker.ts';

@Module({
  imports: [
    OrderAccessModule,
    RestaurantsModule,
    MongooseModule.forFeature([
      { name: PRINTER, schema: PrinterSchema },
      { name: PRINT_JOB, schema: PrintJobSchema },
      { name: PRINT_QUEUE, schema: PrintQueueSchema },
    ]),
  ],
  controllers: [PrintingController],
  providers: [
    {
      provide: PrinterAddresses,
      inject: [CONFIG],
      useFactory: ({ printing }: Config) => new PrinterAddresses(printing),
    },
    PrintersRepository,
    PrintJobsRepository,
    PrintQueuesRepository,
    PrintingService,
    PrintingListener,
    PrintSending,
    SlipMaker,
  ],
})
export class PrintingModule {}
