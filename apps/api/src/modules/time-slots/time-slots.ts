import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { TIME_SLOT, type TimeSlotDoc } from './time-slot.schema.ts';

/** The task that gives back places whose order was not placed. */
export const abandonedPlaces = 'time slots without their order';
/** Longer than any request takes, so a place without an order after this time belongs to a dead process. */
const orderTimeoutMs = 60_000;
const keepMs = 2 * 24 * 3_600_000;

const idOf = (restaurantId: string, at: Date) => `${restaurantId}.${at.getTime()}`;
const abandonedAt = (heldSince: Date) => new Date(heldSince.getTime() + orderTimeoutMs);

/**
 * The places of time slots. An order takes a place with one write that also counts, so many parallel orders on several
 * nodes get exactly as many places as there are. Giving a place back is one write too, and both are idempotent by order.
 */
@Injectable()
export class TimeSlots {
  readonly #expect: Expect;

  constructor(
    @InjectModel(TIME_SLOT) private readonly slots: Model<TimeSlotDoc>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(abandonedPlaces);
  }

  /** False: the slot is full. */
  async take(restaurantId: string, at: Date, orderId: string, places: number, now: Date): Promise<boolean> {
    const _id = idOf(restaurantId, at);
    for (;;) {
      try {
        await this.slots.updateOne(
          { _id, count: { $lt: places }, orders: { $ne: orderId } },
          {
            $inc: { count: 1 },
            $push: { orders: orderId },
            $set: { heldSince: now },
            $setOnInsert: { restaurantId, at, expiresAt: new Date(at.getTime() + keepMs) },
          },
          { upsert: true },
        );
        this.#expect(abandonedAt(now));
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const slot = await this.slots.findById(_id, { count: 1, orders: 1 }).lean<TimeSlotDoc>();
        if (slot?.orders.includes(orderId)) return true;
        // Otherwise another order created the slot, or gave its place back, in between.
        if (slot && slot.count >= places) return false;
      }
    }
  }

  /** The order was not placed, or was cancelled. */
  async giveBack(restaurantId: string, at: Date, orderId: string): Promise<void> {
    await this.slots.updateOne(
      { _id: idOf(restaurantId, at), orders: orderId },
      { $pull: { orders: orderId }, $inc: { count: -1 } },
    );
  }

  /** How many orders each slot of this time has, by the slot's milliseconds. */
  async counts(restaurantId: string, from: Date, to: Date): Promise<ReadonlyMap<number, number>> {
    const found = await this.slots
      .find({ restaurantId, at: { $gte: from, $lte: to } }, { at: 1, count: 1 })
      .lean<TimeSlotDoc[]>();
    return new Map(found.map(({ at, count }) => [at.getTime(), count]));
  }

  /** Slots with places whose orders should exist by now. */
  async held(now: Date, atMost: number): Promise<TimeSlotDoc[]> {
    return this.slots
      .find({ heldSince: { $lte: new Date(now.getTime() - orderTimeoutMs) } })
      .sort({ heldSince: 1 })
      .limit(atMost)
      .lean<TimeSlotDoc[]>();
  }

  /** All its orders exist, unless a place was taken since it was read. */
  async keep({ _id, heldSince }: TimeSlotDoc): Promise<void> {
    await this.slots.updateOne({ _id, heldSince }, { $unset: { heldSince: 1 } });
  }

  async nextHeld(): Promise<Date | null> {
    const heldSince = await earliest(this.slots, 'heldSince');
    return heldSince && abandonedAt(heldSince);
  }
}
