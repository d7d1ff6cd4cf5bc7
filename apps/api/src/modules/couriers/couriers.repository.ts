import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { CourierStatus, Point } from '@passline/contracts';
import {
  type Actor,
  AggregateNotFound,
  type AggregateStore,
  type Decision,
  isDuplicateKey,
} from '@passline/event-log';
import { type Model, type QueryFilter } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { COURIER, type CourierDoc } from './courier.schema.ts';
import { positionFields, reservedForMs } from './courier.ts';
import { NOWHERE, cellsWithin } from './proximity.ts';

/** The task that completes or releases assignments that a crash interrupted. */
export const staleReservations = 'stale courier reservations';
const staleAt = (reservedAt: Date) => new Date(reservedAt.getTime() + reservedForMs);

/** The area of a list. It is required, so that no caller lists all couriers by mistake. */
export type Within = { restaurantId: string; around: Point; metres: number } | 'everywhere';

export interface Listing {
  statuses?: readonly CourierStatus[];
  after?: string;
  limit: number;
}

/** Distances are computed one by one, so the number of candidates is limited. */
const mostCandidates = 500;

@Injectable()
export class CouriersRepository {
  readonly #store: AggregateStore<CourierDoc>;

  constructor(
    @InjectModel(COURIER) private readonly couriers: Model<CourierDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(couriers, 'courier', {
      [staleReservations]: ({ reservation }) => reservation && staleAt(reservation.at),
    });
  }

  async find(id: string): Promise<CourierDoc | null> {
    return this.couriers.findById(id).lean<CourierDoc>();
  }

  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.couriers
      .find({ _id: { $in: ids } }, { name: 1 })
      .lean<Pick<CourierDoc, '_id' | 'name'>[]>();
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }

  async add(id: string, person: { name: string; phone: string | null }): Promise<void> {
    try {
      await this.#store.insert(
        {
          _id: id,
          ...person,
          duty: 'offline',
          status: 'offline',
          currentOrder: null,
          position: null,
          cell: NOWHERE,
        },
        [],
        null,
      );
    } catch (error) {
      // A parallel request has added the courier, so the result is the same.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Null: there is no such courier. On a conflict with a parallel change, `decide` runs again. */
  async change(
    id: string,
    decide: (courier: CourierDoc) => Decision<CourierDoc> | null | Promise<Decision<CourierDoc> | null>,
    actor: Actor | null,
  ): Promise<CourierDoc | null> {
    try {
      return await this.#store.mutate(id, decide, { actor, retries: 20 });
    } catch (error) {
      if (error instanceof AggregateNotFound) return null;
      throw error;
    }
  }

  /**
   * Writes without the aggregate store: a position has neither version nor event, so it conflicts with no other change.
   * Null when a later position is stored already, or there is no such courier, or, with `onDuty`, the courier is off
   * duty. `previous`: the position before.
   */
  async keepPosition(
    id: string,
    position: Point,
    at: Date,
    only: { onDuty?: true } = {},
  ): Promise<(CourierDoc & { previous: Point | null }) | null> {
    const earlier = [{ position: null }, { 'position.at': { $lt: at } }];
    const moved = positionFields(position, at);
    const before = await this.couriers
      .findOneAndUpdate(
        {
          _id: id,
          $or: earlier,
          ...(only.onDuty && { status: { $ne: 'offline' } }),
        } as QueryFilter<CourierDoc>,
        { $set: moved },
        { returnDocument: 'before' },
      )
      .lean<CourierDoc>();
    return before && { ...before, ...moved, previous: before.position };
  }

  async forgetPositionsBefore(before: Date, atMost: number): Promise<number> {
    const old = { 'position.at': { $lt: before } } as QueryFilter<CourierDoc>;
    const found = await this.couriers.find(old, { _id: 1 }).limit(atMost).lean<{ _id: string }[]>();
    const stillOld = { ...old, _id: { $in: found.map(({ _id }) => _id) } } as QueryFilter<CourierDoc>;
    await this.couriers.updateMany(stillOld, { $set: { position: null, cell: NOWHERE } });
    return found.length;
  }

  /** Available couriers in the cells around a point, not measured yet; couriers without a position come last. */
  async availableAround(point: Point, metres: number): Promise<{ id: string; position: Point | null }[]> {
    const found = await this.couriers
      .find({ status: 'available', cell: { $in: [...cellsWithin(metres, point), NOWHERE] } }, { position: 1 })
      .sort({ cell: 1 })
      .limit(mostCandidates)
      .lean<Pick<CourierDoc, '_id' | 'position'>[]>();
    return found.map(({ _id, position }) => ({ id: _id, position }));
  }

  /** The couriers who carry orders of this restaurant. */
  async carrying(restaurantId: string): Promise<CourierDoc[]> {
    return this.couriers
      .find({ 'currentOrder.restaurantId': restaurantId } as QueryFilter<CourierDoc>)
      .limit(mostCandidates)
      .lean<CourierDoc[]>();
  }

  async list(within: Within, { statuses, after, limit }: Listing): Promise<CourierDoc[]> {
    const filter = {
      ...(statuses && { status: { $in: statuses } }),
      ...(after && { _id: { $gt: after } }),
      ...(within !== 'everywhere' && {
        $or: [
          { cell: { $in: [...cellsWithin(within.metres, within.around), NOWHERE] } },
          { 'currentOrder.restaurantId': within.restaurantId },
        ],
      }),
    } as QueryFilter<CourierDoc>;
    return this.couriers.find(filter).sort({ _id: 1 }).limit(limit).lean<CourierDoc[]>();
  }

  async nextStaleReservation(): Promise<Date | null> {
    const reservedAt = await earliest(this.couriers, 'reservation.at');
    return reservedAt && staleAt(reservedAt);
  }

  /** Reservations that were neither confirmed nor released. */
  async reservedBefore(moment: Date, limit: number): Promise<{ courierId: string; orderId: string }[]> {
    const found = await this.couriers
      .find({ 'reservation.at': { $lte: moment } } as QueryFilter<CourierDoc>, { reservation: 1 })
      .limit(limit)
      .lean<Pick<CourierDoc, '_id' | 'reservation'>[]>();
    return found.flatMap(({ _id, reservation }) =>
      reservation ? [{ courierId: _id, orderId: reservation.orderId }] : [],
    );
  }
}
