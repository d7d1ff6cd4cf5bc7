import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Schema, type Model } from 'mongoose';
import { wallClock } from '../../infrastructure/scheduler/local-time.ts';

export const ORDER_NUMBERS = 'OrderNumbers';
interface Counter {
  _id: string;
  last: number;
  expiresAt: Date;
}
export const OrderNumbersSchema = new Schema<Counter>(
  { _id: String, last: Number, expiresAt: Date },
  { collection: 'order_numbers', versionKey: false },
);
// Deletes counters of past days.
OrderNumbersSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const keepMs = 3 * 24 * 60 * 60_000;

/** Short order numbers. They start at 1 every day in every restaurant, in the restaurant's time zone. */
@Injectable()
export class OrderNumbers {
  constructor(@InjectModel(ORDER_NUMBERS) private readonly counters: Model<Counter>) {}

  async next(restaurantId: string, timeZone: string, now: Date): Promise<string> {
    const { year, month, day } = wallClock(now, timeZone);
    const counter = await this.counters
      .findOneAndUpdate(
        { _id: `${restaurantId}:${year}-${month}-${day}` },
        { $inc: { last: 1 }, $setOnInsert: { expiresAt: new Date(now.getTime() + keepMs) } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<Counter>();
    return String(counter.last);
  }
}
