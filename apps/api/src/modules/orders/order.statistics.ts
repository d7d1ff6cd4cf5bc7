import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { ORDER, type OrderDoc } from './order.schema.ts';
import { tallyOf, type Tally } from './order.tally.ts';

const sampleSize = 50;
const minimumSample = 5;
const defaultMinutes = 20;
const windowMs = 24 * 3_600_000;

/** Statistics over past orders. */
@Injectable()
export class OrderStatistics {
  constructor(@InjectModel(ORDER) private readonly model: Model<OrderDoc>) {}

  /** The median preparation time of the kitchen's last orders, rounded up to five minutes. */
  async learnedReadyMinutes(restaurantId: string): Promise<{ minutes: number; basedOn: number }> {
    const orders = await this.model
      .find({ restaurantId, status: { $in: ['ready', 'out_for_delivery', 'delivered'] } }, { reached: 1 })
      .sort({ _id: -1 })
      .limit(sampleSize)
      .lean<Pick<OrderDoc, 'reached'>[]>();
    const durations = orders
      .flatMap(({ reached }) =>
        reached.ready && reached.confirmed ? [reached.ready.getTime() - reached.confirmed.getTime()] : [],
      )
      .sort((a, b) => a - b);
    const median = durations[Math.floor(durations.length / 2)];
    if (durations.length < minimumSample || median === undefined)
      return { minutes: defaultMinutes, basedOn: durations.length };
    const steps = Math.ceil(median / 60_000 / 5) * 5;
    return { minutes: Math.min(60, Math.max(10, steps)), basedOn: durations.length };
  }

  /**
   * Statistics of the orders placed in this period, one day at a time. The caller adds them up. A single query over a year
   * would delay the orders that are placed meanwhile.
   */
  async *tallies(restaurantId: string, from: Date, to: Date): AsyncGenerator<Tally> {
    const now = new Date();
    for (let begin = from; begin < to; begin = new Date(begin.getTime() + windowMs)) {
      const end = new Date(Math.min(begin.getTime() + windowMs, to.getTime()));
      const [tally] = await this.model.aggregate<Tally>(tallyOf(restaurantId, begin, end, now));
      if (tally && tally.statuses.length > 0) yield tally;
    }
  }
}
