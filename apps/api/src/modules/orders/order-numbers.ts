import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type BatchItem, KeyedBatches } from '@passline/event-log';
import type { Collection } from 'mongodb';
import { Schema, type Model } from 'mongoose';
import { localDay } from '../../infrastructure/scheduler/local-time.ts';

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

/**
 * Short order numbers. They start at 1 every day in every restaurant, in the restaurant's time zone. Orders that arrive
 * together take their numbers with one command. No number is taken in advance, so that a kitchen sees 1, 2, 3 also when
 * several nodes take orders.
 */
@Injectable()
export class OrderNumbers {
  /** By counter. */
  readonly #taking = new KeyedBatches<Date, string>((id, batch) => this.#take(id, batch));

  constructor(@InjectModel(ORDER_NUMBERS) private readonly counters: Model<Counter>) {}

  async next(restaurantId: string, timeZone: string, now: Date): Promise<string> {
    return this.#taking.add(`${restaurantId}:${localDay(now, timeZone)}`, now);
  }

  async #take(id: string, batch: readonly BatchItem<Date, string>[]): Promise<void> {
    const now = batch[0]?.item ?? new Date();
    const counters = this.counters.collection as unknown as Collection<Counter>;
    const counter = await counters.findOneAndUpdate(
      { _id: id },
      { $inc: { last: batch.length }, $setOnInsert: { expiresAt: new Date(now.getTime() + keepMs) } },
      { upsert: true, returnDocument: 'after' },
    );
    if (!counter) throw new Error(`the counter of order numbers ${id} was not created`);
    const first = counter.last - batch.length + 1;
    batch.forEach(({ resolve }, index) => resolve(String(first + index)));
  }
}
