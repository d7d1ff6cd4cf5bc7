import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { OfferTerms } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import type { Model } from 'mongoose';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OFFER_REDEMPTION, type OfferRedemptionDoc } from './offer-redemption.schema.ts';

/** The task that releases slots without an order. */
export const abandonedSlots = 'offer slots without an order';
/** Longer than any request takes, so a slot without an order after this time belongs to a dead process. */
const orderTimeoutMs = 60_000;
const abandonedAt = (heldSince: Date) => new Date(heldSince.getTime() + orderTimeoutMs);

/** Slots are created in advance, this many at a time. */
const block = 100;

export interface Use {
  code: string;
  orderId: string;
  customerId: string;
  discount: number;
  terms: OfferTerms;
  now: Date;
}

/**
 * An offer has one slot per use, each a small document, created in blocks when needed. An order uses the offer by taking
 * a free slot, with one write. Unique indexes guarantee that an order has at most one slot, and that a customer has at
 * most the allowed uses. There is no separate counter that a crash could leave wrong, and releasing is one write too.
 */
@Injectable()
export class OfferRedemptions {
  readonly #making = new Map<string, Promise<number>>();

  readonly #expect: Expect;

  constructor(
    @InjectModel(OFFER_REDEMPTION) private readonly slots: Model<OfferRedemptionDoc>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(abandonedSlots);
  }

  of(orderId: string): Promise<OfferRedemptionDoc | null> {
    return this.slots.findOne({ orderId }).lean<OfferRedemptionDoc>();
  }

  /** Null: there is no free slot. `turn_taken`: a parallel order of this customer took the turn, so compute it again. */
  async take(
    offerId: string,
    turn: number | undefined,
    { now, ...use }: Use,
  ): Promise<OfferRedemptionDoc | null | 'turn_taken'> {
    const taken = { ...use, takenAt: now, heldSince: now, ...(turn !== undefined && { turn }) };
    try {
      const slot = await this.slots
        .findOneAndUpdate(
          { offerId, free: true },
          { $set: taken, $unset: { free: 1 } },
          { returnDocument: 'after' },
        )
        .lean<OfferRedemptionDoc>();
      if (slot) this.#expect(abandonedAt(now));
      return slot;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const before = await this.of(use.orderId);
      if (before) return before;
      if (turn === undefined) throw error;
      return 'turn_taken';
    }
  }

  /** The lowest unused turn of the customer (1 to `most`), or null. */
  async nextTurn(offerId: string, customerId: string, most: number): Promise<number | null> {
    const used = await this.slots
      .find({ offerId, customerId, turn: { $gte: 1 } }, { turn: 1 })
      .lean<OfferRedemptionDoc[]>();
    const turns = new Set(used.map(({ turn }) => turn));
    for (let turn = 1; turn <= most; turn += 1) if (!turns.has(turn)) return turn;
    return null;
  }

  /** Creates the block after the first `made` slots, unless it exists. Returns how many slots there are. */
  async makeMore(offerId: string, made: number, most: number): Promise<number> {
    const key = `${offerId}.${made}`;
    const making =
      this.#making.get(key) ?? this.#make(offerId, made, most).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async release(orderId: string, code?: string): Promise<void> {
    await this.slots.updateOne(
      { orderId, ...(code !== undefined && { code }) },
      {
        $set: { free: true },
        $unset: {
          orderId: 1,
          customerId: 1,
          turn: 1,
          code: 1,
          discount: 1,
          terms: 1,
          takenAt: 1,
          heldSince: 1,
        },
      },
    );
  }

  /** The order exists, so the slot stays taken. */
  async keep(orderId: string): Promise<void> {
    await this.slots.updateOne({ orderId }, { $unset: { heldSince: 1 } });
  }

  /** Ids of orders that should exist by now, because their slot was taken long ago, and that are not known to exist. */
  async abandoned(now: Date, atMost: number): Promise<string[]> {
    const held = await this.slots
      .find({ heldSince: { $lte: new Date(now.getTime() - orderTimeoutMs) } }, { orderId: 1 })
      .sort({ heldSince: 1 })
      .limit(atMost)
      .lean<OfferRedemptionDoc[]>();
    return held.flatMap(({ orderId }) => orderId ?? []);
  }

  async nextAbandoned(): Promise<Date | null> {
    const heldSince = await earliest(this.slots, 'heldSince');
    return heldSince && abandonedAt(heldSince);
  }

  async free(offerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (offerIds.length === 0) return new Map();
    const counts = await this.slots.aggregate<{ _id: string; count: number }>([
      { $match: { offerId: { $in: offerIds }, free: true } },
      { $group: { _id: '$offerId', count: { $sum: 1 } } },
    ]);
    return new Map(counts.map(({ _id, count }) => [_id, count]));
  }

  async #make(offerId: string, made: number, most: number): Promise<number> {
    const last = blockEnd(made + 1, most);
    const slots = Array.from({ length: last - made }, (_, i) => ({
      _id: `${offerId}.${made + i + 1}`,
      offerId,
      n: made + i + 1,
      free: true,
    }));
    try {
      await this.slots.insertMany(slots, { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return last;
  }
}

/** The number of the last slot in the block of this slot. */
export const blockEnd = (n: number, most: number): number => Math.min(most, Math.ceil(n / block) * block);
