import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { PRINT_QUEUE, type PrintQueue } from './print-queue.schema.ts';

/** The task that prints. */
export const printing = 'print jobs';

/** Several times `renewLeaseEveryMs`, so an expired lease belongs to a dead node. */
const leasedForMs = 20_000;
export const renewLeaseEveryMs = 5_000;

export type HeldQueue = PrintQueue & { holder: string };

@Injectable()
export class PrintQueuesRepository {
  readonly #expect: Expect;

  constructor(
    @InjectModel(PRINT_QUEUE) private readonly queues: Model<PrintQueue>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(printing);
  }

  /** Makes the queue due now. A node that holds it notices the wake-up before it releases the queue. */
  async wake(printerId: string): Promise<void> {
    const now = new Date();
    await this.queues.updateOne(
      { _id: printerId },
      { $inc: { wakeUps: 1 }, $setOnInsert: { holder: null, failures: 0 } },
      { upsert: true },
    );
    await this.queues.updateOne({ _id: printerId, holder: null }, { $set: { dueAt: now } });
    this.#expect(now);
  }

  async claim(now: Date, limit: number): Promise<HeldQueue[]> {
    const due = await this.queues
      .find({ dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<(PrintQueue & { dueAt: Date })[]>();
    const claimed = await Promise.all(
      due.map(({ _id, dueAt }) =>
        this.queues
          .findOneAndUpdate(
            { _id, dueAt },
            { $set: { dueAt: new Date(now.getTime() + leasedForMs), holder: randomUUID() } },
            { returnDocument: 'after' },
          )
          .lean<HeldQueue>()
          .then((queue) => queue ?? []),
      ),
    );
    return claimed.flat();
  }

  /** Call it before each slip, too. False: the lease was lost, and another node may print. */
  async renewLease({ _id, holder }: HeldQueue): Promise<boolean> {
    const { matchedCount } = await this.queues.updateOne(
      { _id, holder },
      { $set: { dueAt: new Date(Date.now() + leasedForMs) } },
    );
    return matchedCount === 1;
  }

  /** False: a job has come meanwhile, or the lease was lost. `dueAt`: null when no job waits. */
  async release(
    { _id, holder, wakeUps }: HeldQueue,
    { dueAt, failures }: { dueAt: Date | null; failures: number },
  ): Promise<boolean> {
    const { matchedCount } = await this.queues.updateOne(
      { _id, holder, wakeUps },
      dueAt
        ? { $set: { dueAt, holder: null, failures } }
        : { $set: { holder: null, failures }, $unset: { dueAt: 1 } },
    );
    if (matchedCount === 1) this.#expect(dueAt);
    return matchedCount === 1;
  }

  /** The queue as it is now, if this holder still has it. */
  held({ _id, holder }: HeldQueue): Promise<HeldQueue | null> {
    return this.queues.findOne({ _id, holder }).lean<HeldQueue>();
  }

  nextDue(): Promise<Date | null> {
    return earliest(this.queues, 'dueAt');
  }
}
