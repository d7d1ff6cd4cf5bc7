import { Injectable } from '@nestjs/common';
import { isWaiting, type PrintMoment } from '@passline/contracts';
import type { EnvelopeOf } from '@passline/event-log';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import type {} from '../orders/order.events.ts';
import { automaticJob, changedJob, ended } from './print-job.ts';
import { PrintJobsRepository } from './print-jobs.repository.ts';
import { PrintQueuesRepository } from './print-queues.repository.ts';
import { PrintersRepository } from './printers.repository.ts';
import type {} from './printing.events.ts';
import { SlipMaker } from './slip-maker.ts';

const jobsAtOnce = 50;

type ItemEvent = 'order.item_removed' | 'order.quantity_lowered' | 'order.replacement_agreed';

interface NewsOfOrder {
  id: string;
  number: string;
  restaurantId: string;
}

/** Creates print jobs and wakes the queues of printers. PrintSending prints, so that no consumer waits for a printer. */
@Injectable()
export class PrintingListener {
  constructor(
    consumers: DurableConsumers,
    private readonly printers: PrintersRepository,
    private readonly jobs: PrintJobsRepository,
    private readonly queues: PrintQueuesRepository,
    private readonly slips: SlipMaker,
  ) {
    const change = (event: EnvelopeOf<ItemEvent>) => this.#enqueueChange(event);
    consumers.add('printing', {
      'order.item_removed': change,
      'order.quantity_lowered': change,
      'order.replacement_agreed': change,
      'order.placed': async ({ aggregate: { id }, data: { number, restaurantId, scheduled } }) => {
        if (!scheduled) await this.#enqueue('new', { id, number, restaurantId });
      },
      'order.moved': async ({ aggregate: { id }, data: { from, to, order } }) => {
        // An order for later is new when its lead time begins.
        if (from === 'scheduled' && to === 'pending') await this.#enqueue('new', { id, ...order });
        if (from === 'pending' && to === 'confirmed') await this.#enqueue('accepted', { id, ...order });
      },
      'print_job.created': ({ data: { printerId } }) => this.queues.wake(printerId),
      'print_job.changed': async ({ data: { printerId, state, problem } }) => {
        if (state === 'waiting' && !problem) await this.queues.wake(printerId);
      },
      'printer.changed': async ({ aggregate: { id }, data: { enabled } }) => {
        await (enabled ? this.queues.wake(id) : this.#cancelAll(id));
      },
      'printer.removed': ({ aggregate: { id } }) => this.#cancelAll(id),
    });
  }

  async #enqueue(moment: PrintMoment, { id, number, restaurantId }: NewsOfOrder): Promise<void> {
    const now = new Date();
    for (const printer of await this.printers.recentlyOn(restaurantId))
      if (printer.printOn === moment && (await this.slips.hasPart(printer, id)))
        await this.jobs.addOnce(automaticJob(printer, { id, number }, now));
  }

  /** Printers that print by themselves print it again, if they have printed it or are about to. */
  async #enqueueChange({ aggregate: { id, version }, data }: EnvelopeOf<ItemEvent>): Promise<void> {
    const order = await this.slips.order(id);
    if (!order || isWaiting(order.status)) return;
    const now = new Date();
    for (const printer of await this.printers.recentlyOn(order.restaurantId)) {
      const isPrinted =
        printer.printOn === 'new' || (printer.printOn === 'accepted' && order.status !== 'pending');
      if (isPrinted && (await this.slips.concerns(printer, data.change)))
        await this.jobs.addOnce(changedJob(printer, { id, number: order.number }, version, now));
    }
  }

  async #cancelAll(printerId: string): Promise<void> {
    for (;;) {
      const waiting = await this.jobs.waitingFor(printerId, jobsAtOnce);
      if (waiting.length === 0) return;
      const now = new Date();
      for (const { _id } of waiting) await this.jobs.change(_id, (job) => ended(job, 'cancelled', now));
    }
  }
}
