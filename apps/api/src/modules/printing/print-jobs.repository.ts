import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Id, Moment, type Page, type PrintJobState } from '@passline/contracts';
import { type Actor, type AggregateStore, type Decision, isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { type NewPrintJob, created } from './print-job.ts';
import { PRINT_JOB, type PrintJobDoc } from './print-job.schema.ts';

export interface PrintJobFilter {
  orderId?: string | undefined;
  state?: PrintJobState | undefined;
}

@Injectable()
export class PrintJobsRepository {
  readonly #store: AggregateStore<PrintJobDoc>;

  constructor(
    @InjectModel(PRINT_JOB) private readonly jobs: Model<PrintJobDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(jobs, 'print job');
  }

  add(job: NewPrintJob, actor: Actor): Promise<PrintJobDoc> {
    return this.#store.insert(job, [created(job)], actor);
  }

  /** Idempotent by id. */
  async addOnce(job: NewPrintJob): Promise<void> {
    try {
      await this.#store.insert(job, [created(job)], null);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  change(
    id: string,
    decide: (job: PrintJobDoc) => Decision<PrintJobDoc> | null,
    actor: Actor | null = null,
    guard: { restaurantId?: string } = {},
  ): Promise<PrintJobDoc> {
    return this.#store.mutate(id, decide, { actor, guard });
  }

  /** Counts the attempt before the first byte is sent, so that a slip after a crash says that it may be a double. */
  async countAttempt(id: string): Promise<void> {
    await this.jobs.updateOne({ _id: id }, { $inc: { attempts: 1 } });
  }

  /** Null when it does not wait any more. */
  stillWaiting(id: string): Promise<PrintJobDoc | null> {
    return this.jobs.findOne({ _id: id, state: 'waiting' }).lean<PrintJobDoc>();
  }

  /** Oldest first. */
  async waitingFor(printerId: string, limit: number): Promise<PrintJobDoc[]> {
    return this.jobs
      .find({ printerId, state: 'waiting' })
      .sort({ createdAt: 1, _id: 1 })
      .limit(limit)
      .lean<PrintJobDoc[]>();
  }

  async page(
    restaurantId: string,
    { orderId, state }: PrintJobFilter,
    limit: number,
    cursor?: string,
  ): Promise<Page<PrintJobDoc>> {
    const last = cursor === undefined ? undefined : after(cursor, [Moment, Id]);
    const at = new Date(last?.[0] ?? 0);
    const found = await this.jobs
      .find({
        restaurantId,
        ...(orderId !== undefined && { orderId }),
        ...(state && { state }),
        ...(last && { $or: [{ createdAt: { $lt: at } }, { createdAt: at, _id: { $lt: last[1] } }] }),
      })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<PrintJobDoc[]>();
    return pageFrom(found, limit, ({ createdAt, _id }) => [createdAt.toISOString(), _id]);
  }
}
