import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PushMessage } from '@passline/contracts';
import type { Model } from 'mongoose';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { Browser } from './push-subscriptions.repository.ts';
import { PUSH_JOB, type PushJob } from './push-job.schema.ts';

/** The task that sends push messages. */
export const pushMessages = 'push messages';

/** Longer than any delivery takes, so an expired claim belongs to a dead node. */
const claimedForMs = 60_000;

@Injectable()
export class PushJobsRepository {
  readonly #expect: Expect;

  constructor(
    @InjectModel(PUSH_JOB) private readonly jobs: Model<PushJob>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(pushMessages);
  }

  /** Idempotent: the id consists of event and subscription, so each browser gets one message per event. */
  async add(
    eventId: string,
    browsers: readonly Browser[],
    orderId: string,
    message: PushMessage,
    expiresAt: Date,
  ): Promise<void> {
    const job = { orderId, message, attempts: 0, dueAt: new Date(), expiresAt };
    await this.jobs.bulkWrite(
      browsers.map(({ _id: subscriptionId, userId }) => ({
        updateOne: {
          filter: { _id: `${eventId}.${subscriptionId}` },
          update: { $setOnInsert: { ...job, subscriptionId, userId } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    this.#expect(job.dueAt);
  }

  /** Claims due jobs, so that no other node sends them until the claim expires. */
  async claim(now: Date, limit: number): Promise<PushJob[]> {
    const due = await this.jobs
      .find({ dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<PushJob[]>();
    const claimed = await Promise.all(
      due.map(({ _id, dueAt }) =>
        this.jobs
          .findOneAndUpdate(
            { _id, dueAt },
            { $set: { dueAt: new Date(now.getTime() + claimedForMs) }, $inc: { attempts: 1 } },
            { returnDocument: 'after' },
          )
          .lean<PushJob>()
          .then((job) => job ?? []),
      ),
    );
    return claimed.flat();
  }

  async done(_id: string): Promise<void> {
    await this.jobs.deleteOne({ _id });
  }

  async retryAt(_id: string, dueAt: Date): Promise<void> {
    await this.jobs.updateOne({ _id }, { $set: { dueAt } });
    this.#expect(dueAt);
  }

  nextDue(): Promise<Date | null> {
    return earliest(this.jobs, 'dueAt');
  }
}
