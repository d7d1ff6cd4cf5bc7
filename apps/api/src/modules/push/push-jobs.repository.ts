import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PushMessage } from '@passline/contracts';
import type { Model } from 'mongoose';
import { claimDue } from '../../infrastructure/scheduler/claim-due.ts';
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
    messages: readonly { browser: Browser; message: PushMessage }[],
    orderId: string,
    expiresAt: Date,
  ): Promise<void> {
    const job = { orderId, attempts: 0, dueAt: new Date(), expiresAt };
    await this.jobs.bulkWrite(
      messages.map(({ browser: { _id: subscriptionId, userId }, message }) => ({
        updateOne: {
          filter: { _id: `${eventId}.${subscriptionId}` },
          update: { $setOnInsert: { ...job, subscriptionId, userId, message } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    this.#expect(job.dueAt);
  }

  /** Claims due jobs, so that no other node sends them until the claim expires. */
  claim(now: Date, limit: number): Promise<PushJob[]> {
    return claimDue(this.jobs, { now, limit, forMs: claimedForMs });
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
