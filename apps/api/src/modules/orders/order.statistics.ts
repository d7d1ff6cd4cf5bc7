import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { ORDER, type OrderDoc } from './order.schema.ts';
import { tallyOf, type Tally } from './order.tally.ts';

const sample = 50;
const enough = 5;
const usual = 20;
const windowMs = 24 * 3_600_000;

/** What past orders teach. Reads only. */
@Injectable()
export class OrderStatistics {
  constructor(@InjectModel(ORDER) private readonly model: Model<OrderDoc>) {}

  /** How long this kitchen takes: the median of its last orders, in steps of five minutes. */
  async learnedReadyMinutes(restaurantId: string): Promise<{ minutes: number; basedOn: number }> {
    const orders = await this.model
      .find({ restaurantId, status: { $in: ['ready', 'out_for_delivery', 'delivered'] } }, { reached: 1 })
      .sort({ _id: -1 })
      .limit(sample)
      .lean<Pick<OrderDoc, 'reached'>[]>();
    const took = orders
      .flatMap(({ reached }) =>
        reached.ready && reached.confirmed ? [reached.ready.getTime() - reached.confirmed.getTime()] : [],
      )
      .sort((a, b) => a - b);
    const median = took[Math.floor(took.length / 2)];
    if (took.length < enough || median === undefined) return { minutes: usual, basedOn: took.length };
    const steps = Math.ceil(median / 60_000 / 5) * 5;
    return { minutes: Math.min(60, Math.max(10, steps)), basedOn: took.length };
  }

  /**
   * What the orders placed in this time come to, in portions that the caller adds up: a report about a year must not
   * keep the orders of this minute waiting.
   */
  async *tallies(restaurantId: string, from: Date, to: Date): AsyncGenerator<Tally> {
    for (let begin = from; begin < to; begin = new Date(begin.getTime() + windowMs)) {
      const end = new Date(Math.min(begin.getTime() + windowMs, to.getTime()));
      const [tally] = await this.model.aggregate<Tally>(tallyOf(restaurantId, begin, end));
      if (tally && tally.statuses.length > 0) yield tally;
    }
  }
}
