import { Injectable, Logger } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { ERASURE, type Erasure } from './erasure.schema.ts';

const task = 'erasures of personal data';
/** No other node runs the same erasure for this long. A round takes less. */
const claimMs = 60_000;
const waitMs = (rounds: number) => Math.min(60_000, 500 * 2 ** Math.min(rounds, 10));

/**
 * Erases a user's personal data in all domains. The event `user.erased` starts it, so a crash right after the answer loses
 * nothing. Rounds repeat on any node until no domain has any data left.
 */
@Injectable()
export class PersonalDataErasure {
  readonly #log = new Logger(PersonalDataErasure.name);
  readonly #expect: Expect;

  constructor(
    @InjectModel(ERASURE) private readonly erasures: Model<Erasure>,
    private readonly personal: PersonalData,
    private readonly orders: OrderAccess,
    consumers: DurableConsumers,
    due: Scheduler,
  ) {
    consumers.add('erasures', {
      'user.erased': async ({ at, data: { userId } }) => this.#begin(userId, at),
    });
    this.#expect = due.expecting(task);
    due.add(
      task,
      (now) => this.round(now),
      () => earliest(erasures, 'dueAt'),
    );
  }

  async #begin(userId: string, askedAt: Date): Promise<void> {
    try {
      await this.erasures.insertMany([{ _id: userId, askedAt, rounds: 0, dueAt: askedAt }]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    this.#expect(askedAt);
  }

  async round(now: Date): Promise<number> {
    const erasure = await this.erasures
      .findOneAndUpdate(
        { dueAt: { $lte: now } },
        { $set: { dueAt: new Date(now.getTime() + claimMs) }, $inc: { rounds: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      .lean<Erasure>();
    if (!erasure) return 0;
    const { _id, rounds } = erasure;
    const waiting = await this.personal.erase({ id: _id, orders: await this.orders.idsOf(_id) });
    const update =
      waiting === 0
        ? { $set: { doneAt: new Date() }, $unset: { dueAt: 1 as const } }
        : { $set: { dueAt: new Date(Date.now() + waitMs(rounds)) } };
    await this.erasures.updateOne({ _id }, update);
    const line = { userId: _id, rounds, waiting };
    if (waiting === 0) this.#log.log({ ...line, msg: 'personal data erased' });
    // After some minutes all events should be published, so an operator has to look into it.
    else if (rounds > 12) this.#log.warn({ ...line, msg: 'personal data not erased yet' });
    return 1;
  }
}
