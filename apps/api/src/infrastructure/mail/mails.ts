import { Inject, Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../personal-data/personal-data.ts';
import { claimDue } from '../scheduler/claim-due.ts';
import { earliest } from '../scheduler/earliest.ts';
import { type Expect, Scheduler } from '../scheduler/scheduled-task.ts';
import { MAIL, type WaitingMail } from './mail.schema.ts';

/** The task that sends mails. */
export const mailTask = 'mails';

export type NewMail = Pick<WaitingMail, '_id' | 'userId' | 'to' | 'subject' | 'text' | 'expiresAt'>;

/** Longer than any delivery takes, so an expired claim belongs to a dead node. */
const claimedForMs = 120_000;

/** Mails that wait to be sent. They are stored first: neither a restart nor a mail server that is down loses one. */
@Injectable()
export class Mails {
  readonly #expect: Expect;

  constructor(
    @InjectModel(MAIL) private readonly mails: Model<WaitingMail>,
    @Inject(CONFIG) private readonly config: Config,
    due: Scheduler,
    personal: PersonalData,
  ) {
    this.#expect = due.expecting(mailTask);
    personal.add('waiting mails', {
      erase: async ({ id }) => {
        await this.mails.deleteMany({ userId: id });
        return 0;
      },
    });
  }

  /** Whether this server can send mails. Without, nothing is mailed, and everything works as if there were none. */
  get areSent(): boolean {
    return this.config.mail !== null;
  }

  /** The address of a page of this server. */
  link(path: string): string {
    return `${this.config.publicUrl ?? ''}${path}`;
  }

  /** Idempotent by the id. */
  async add({ _id, ...mail }: NewMail): Promise<void> {
    if (!this.areSent) return;
    const dueAt = new Date();
    await this.mails.updateOne({ _id }, { $setOnInsert: { ...mail, attempts: 0, dueAt } }, { upsert: true });
    this.#expect(dueAt);
  }

  /** Claims due mails, so that no other node sends them until the claim expires. */
  claim(now: Date, limit: number): Promise<WaitingMail[]> {
    return claimDue(this.mails, { now, limit, forMs: claimedForMs });
  }

  async done(_id: string): Promise<void> {
    await this.mails.updateOne({ _id }, { $unset: { dueAt: 1, to: 1, subject: 1, text: 1 } });
  }

  async retryAt(_id: string, dueAt: Date): Promise<void> {
    await this.mails.updateOne({ _id }, { $set: { dueAt } });
    this.#expect(dueAt);
  }

  nextDue(): Promise<Date | null> {
    return earliest(this.mails, 'dueAt');
  }
}
