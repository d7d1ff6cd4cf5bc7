import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  AggregateNotFound,
  type AggregateStore,
  type Decision,
  type EventDraft,
  type NewAggregate,
  isDuplicateKey,
} from '@passline/event-log';
import { type Model, type QueryFilter } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { allPublished } from '../../infrastructure/events/all-published.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { CourierChanges } from './courier-changes.ts';
import { DELIVERY, type DeliveryDoc } from './delivery.schema.ts';
import { cellsWithin, farthest } from './proximity.ts';
import type { Candidate } from './trip.ts';

const open = { dueAt: { $exists: true } };
/** The search is over and all its events are published. */
const closed = { dueAt: { $exists: false }, ...allPublished };

/** The task that searches on for a courier. */
export const searchRounds = 'courier search rounds';

@Injectable()
export class DeliveriesRepository {
  readonly #store: AggregateStore<DeliveryDoc>;

  constructor(
    @InjectModel(DELIVERY) private readonly deliveries: Model<DeliveryDoc>,
    aggregates: AggregateStores,
    private readonly changes: CourierChanges,
  ) {
    this.#store = aggregates.of(deliveries, 'delivery', { [searchRounds]: ({ dueAt }) => dueAt });
  }

  async find(orderId: string): Promise<DeliveryDoc | null> {
    return this.deliveries.findById(orderId).lean<DeliveryDoc>();
  }

  /** False: the order has a delivery already. */
  async add(delivery: NewAggregate<DeliveryDoc>, events: EventDraft[]): Promise<boolean> {
    try {
      await this.#store.insert(delivery, events, null);
      this.changes.tell({ restaurantId: delivery.restaurantId });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Null if the order has no delivery, such as a pickup. */
  async change(
    orderId: string,
    decide: (delivery: DeliveryDoc) => Decision<DeliveryDoc> | null | Promise<Decision<DeliveryDoc> | null>,
  ): Promise<DeliveryDoc | null> {
    try {
      const decisions: Decision<DeliveryDoc>[] = [];
      const deciding = async (delivery: DeliveryDoc) => {
        const decision = await decide(delivery);
        if (decision) decisions.push(decision);
        return decision;
      };
      const delivery = await this.#store.mutate(orderId, deciding, { actor: null, retries: 20 });
      if (decisions.length > 0) this.changes.tell({ restaurantId: delivery.restaurantId });
      return delivery;
    } catch (error) {
      if (error instanceof AggregateNotFound) return null;
      throw error;
    }
  }

  async due(now: Date, limit: number): Promise<string[]> {
    const found = await this.deliveries
      .find({ dueAt: { $lte: now } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  nextRound(): Promise<Date | null> {
    return earliest(this.deliveries, 'dueAt');
  }

  /** Returns how many remain, because they are open or their events are not published yet. */
  async removeOf(orderIds: readonly string[]): Promise<number> {
    const of = { _id: { $in: orderIds } };
    await this.deliveries.deleteMany({ ...of, ...closed } as QueryFilter<DeliveryDoc>);
    return this.deliveries.countDocuments(of);
  }

  async forgetOpenedBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.deliveries
      .find({ openedAt: { $lt: before }, ...closed } as QueryFilter<DeliveryDoc>, { _id: 1 })
      .sort({ openedAt: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    await this.deliveries.deleteMany({
      _id: { $in: old.map(({ _id }) => _id) },
      ...closed,
    } as QueryFilter<DeliveryDoc>);
    return old.length;
  }

  /**
   * Open jobs that were not offered to the courier yet, oldest first: near them (anywhere without a position), or all of
   * the restaurant of their trip.
   */
  async notOfferedAround({ id, position, tripOf }: Candidate, limit: number): Promise<DeliveryDoc[]> {
    const around = position ? { cell: { $in: cellsWithin(farthest, position) } } : {};
    const filter = {
      ...open,
      'offers.courierId': { $ne: id },
      ...(tripOf === undefined ? around : { restaurantId: tripOf }),
    } as QueryFilter<DeliveryDoc>;
    return this.deliveries.find(filter).sort({ _id: 1 }).limit(limit).lean<DeliveryDoc[]>();
  }

  /** Oldest first. */
  async openOf(restaurantId: string, limit: number): Promise<DeliveryDoc[]> {
    return this.deliveries
      .find({ ...open, restaurantId } as QueryFilter<DeliveryDoc>)
      .sort({ _id: 1 })
      .limit(limit)
      .lean<DeliveryDoc[]>();
  }

  async openOfferedTo(courierId: string, limit: number): Promise<DeliveryDoc[]> {
    return this.deliveries
      .find({ ...open, 'offers.courierId': courierId } as QueryFilter<DeliveryDoc>)
      .sort({ _id: 1 })
      .limit(limit)
      .lean<DeliveryDoc[]>();
  }
}
