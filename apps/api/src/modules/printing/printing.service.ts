import { Injectable } from '@nestjs/common';
import {
  type AddPrinterRequest,
  type ChangePrinterRequest,
  type Page,
  type PrintJob,
  type Printer,
  Refusal,
  type RequestPrintRequest,
  mostPrinters,
} from '@passline/contracts';
import type { z } from 'zod';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { Leases } from '../../infrastructure/database/leases.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { cancelled, printJobView, requestedJob, retried } from './print-job.ts';
import { type PrintJobFilter, PrintJobsRepository } from './print-jobs.repository.ts';
import { PrintQueuesRepository } from './print-queues.repository.ts';
import { PrinterAddresses } from './printer-address.ts';
import { changedPrinter, newPrinter, printerView, removedPrinter } from './printer.ts';
import type { PrinterDoc } from './printer.schema.ts';
import { PrintersRepository } from './printers.repository.ts';

@Injectable()
export class PrintingService {
  constructor(
    private readonly printers: PrintersRepository,
    private readonly jobs: PrintJobsRepository,
    private readonly queues: PrintQueuesRepository,
    private readonly orders: OrderAccess,
    private readonly leases: Leases,
    private readonly addresses: PrinterAddresses,
  ) {}

  async list(caller: Caller, restaurantId: string): Promise<{ items: Printer[]; allowed: boolean }> {
    assertAllowed(caller, 'restaurant:print', { id: restaurantId });
    const printers = await this.printers.of(restaurantId);
    return { items: printers.map(printerView), allowed: this.addresses.any };
  }

  async add(
    caller: Caller,
    restaurantId: string,
    wanted: z.output<typeof AddPrinterRequest>,
  ): Promise<Printer> {
    assertAllowed(caller, 'restaurant:printers:change', { id: restaurantId });
    this.addresses.assert(wanted.host, wanted.port);
    return this.leases.hold(`printers ${restaurantId}`, async () => {
      if ((await this.printers.of(restaurantId)).length >= mostPrinters)
        throw new Refusal(
          'conflict',
          `A restaurant can have at most ${mostPrinters} printers. Remove one first.`,
        );
      return printerView(
        await this.printers.add(newPrinter(restaurantId, wanted), actorOf(caller, restaurantId)),
      );
    });
  }

  async change(
    caller: Caller,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof ChangePrinterRequest>,
  ): Promise<Printer> {
    assertAllowed(caller, 'restaurant:printers:change', { id: restaurantId });
    const changed = await this.printers.change(
      restaurantId,
      id,
      (printer) => {
        const { host = printer.host, port = printer.port } = wanted;
        // An address that the configuration no longer allows must not prevent switching the printer off.
        if (host !== printer.host || port !== printer.port) this.addresses.assert(host, port);
        return changedPrinter(printer, wanted);
      },
      actorOf(caller, restaurantId),
    );
    return printerView(changed);
  }

  async remove(caller: Caller, restaurantId: string, id: string): Promise<void> {
    assertAllowed(caller, 'restaurant:printers:change', { id: restaurantId });
    await this.printers.change(restaurantId, id, removedPrinter, actorOf(caller, restaurantId));
  }

  async test(caller: Caller, restaurantId: string, id: string): Promise<PrintJob> {
    assertAllowed(caller, 'restaurant:printers:change', { id: restaurantId });
    const printer = await this.printers.get(restaurantId, id);
    assertOn(printer);
    const job = await this.jobs.add(requestedJob(printer, null, new Date()), actorOf(caller, restaurantId));
    return printJobView(job);
  }

  async listJobs(
    caller: Caller,
    restaurantId: string,
    filter: PrintJobFilter,
    limit: number,
    cursor?: string,
  ): Promise<Page<PrintJob>> {
    assertAllowed(caller, 'restaurant:print', { id: restaurantId });
    return pageOfViews(await this.jobs.page(restaurantId, filter, limit, cursor), printJobView);
  }

  async request(
    caller: Caller,
    restaurantId: string,
    { orderId, printerId }: z.output<typeof RequestPrintRequest>,
  ): Promise<{ items: PrintJob[] }> {
    assertAllowed(caller, 'restaurant:print', { id: restaurantId });
    const order = await this.orders.assertAllowed(caller, orderId, 'order:read');
    const targets = await this.#targets(restaurantId, printerId);
    const now = new Date();
    const wanted = { id: orderId, number: order.number };
    const actor = actorOf(caller, restaurantId);
    const added = targets.map((printer) => this.jobs.add(requestedJob(printer, wanted, now), actor));
    return { items: (await Promise.all(added)).map(printJobView) };
  }

  async #targets(restaurantId: string, printerId: string | undefined): Promise<PrinterDoc[]> {
    if (printerId !== undefined) {
      const printer = await this.printers.get(restaurantId, printerId);
      assertOn(printer);
      return [printer];
    }
    const on = (await this.printers.of(restaurantId)).filter(({ enabled }) => enabled);
    if (on.length === 0) throw new Refusal('conflict', 'The restaurant has no printer that is switched on.');
    return on;
  }

  async retry(caller: Caller, restaurantId: string, jobId: string): Promise<PrintJob> {
    assertAllowed(caller, 'restaurant:print', { id: restaurantId });
    const now = new Date();
    const job = await this.jobs.change(jobId, (one) => retried(one, now), actorOf(caller, restaurantId), {
      restaurantId,
    });
    await this.queues.wake(job.printerId);
    return printJobView(job);
  }

  async cancel(caller: Caller, restaurantId: string, jobId: string): Promise<PrintJob> {
    assertAllowed(caller, 'restaurant:print', { id: restaurantId });
    const decide = (job: Parameters<typeof cancelled>[0]) => cancelled(job, new Date());
    return printJobView(
      await this.jobs.change(jobId, decide, actorOf(caller, restaurantId), { restaurantId }),
    );
  }
}

function assertOn({ enabled, name }: PrinterDoc): void {
  if (!enabled) throw new Refusal('conflict', `The printer ${name} is switched off. Switch it on first.`);
}
