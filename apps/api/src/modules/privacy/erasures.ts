import { Injectable, Logger } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';

/** An account that is gone, and whether all others have let go of what they knew of its owner. */
interface Erasure {
  /** The user's id, which says nothing by itself. */
  _id: string;
  askedAt: Date;
  rounds: number;
  /** When it is looked at next; absent when it is done. */
  dueAt?: Date;
  doneAt?: Date;
}

export const ERASURE = 'Erasure';
export const ErasureSchema = new Schema<Erasure>(
  { _id: String, askedAt: Date, rounds: Number, dueAt: Date, doneAt: Date },
  { collection: 'erasures', versionKey: false },
);
// What is still to be done.
ErasureSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });

/** Longer than a round takes: until then no other node takes it over. */
const claimMs = 60_000;
const waitMs = (rounds: number) => Math.min(60_000, 500 * 2 ** Math.min(rounds, 10));

/**
 * Has everybody let go of somebody whose account was erased. The event starts it, so a crash right after the answer
 * forgets nobody; it goes on, on any node, until nobody has anything left.
 */
@Injectable()
export class Erasures {
  readonly #log = new Logger(Erasures.name);

  constructor(
    @InjectModel(ERASURE) private readonly erasures: Model<Erasure>,
    private readonly personal: PersonalData,
    private readonly orders: OrderAccess,
    consumers: Consumers,
    due: Scheduler,
  ) {
    consumers.add('erasures', {
      'user.erased': async ({ at, data: { userId } }) => this.#begin(userId, at),
    });
    due.add('people to be forgotten', (now) => this.round(now));
  }

  async #begin(userId: string, askedAt: Date): Promise<void> {
    try {
      await this.erasures.insertMany([{ _id: userId, askedAt, rounds: 0, dueAt: askedAt }]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
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
    const waiting = await this.#everybody(_id);
    const news =
      waiting === 0
        ? { $set: { doneAt: new Date() }, $unset: { dueAt: 1 as const } }
        : { $set: { dueAt: new Date(Date.now() + waitMs(rounds)) } };
    await this.erasures.updateOne({ _id }, news);
    const line = { userId: _id, rounds, waiting };
    if (waiting === 0) this.#log.log({ ...line, msg: 'somebody was forgotten' });
    // Some minutes: whatever is on its way has arrived, or needs somebody to look.
    else if (rounds > 12) this.#log.warn({ ...line, msg: 'somebody is not forgotten yet' });
    return 1;
  }

  async #everybody(id: string): Promise<number> {
    const person = { id, orders: await this.orders.idsOf(id) };
    const all = [...this.personal.holdings.values()];
    let waiting = 0;
    for (const { erase, afterOthers } of all) if (!afterOthers) waiting += (await erase?.(person)) ?? 0;
    if (waiting > 0) return waiting;
    for (const { erase, afterOthers } of all) if (afterOthers) waiting += (await erase?.(person)) ?? 0;
    return waiting;
  }
}
