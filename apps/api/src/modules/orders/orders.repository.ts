import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  applyOrderFact,
  isFinal,
  openStates,
  rebuildOrder,
  Refusal,
  type OrderFact,
  type OrderState,
  type OrderStatus,
} from '@passline/contracts';
import {
  AggregateNotFound,
  type AggregateStore,
  VersionConflict,
  type Actor,
  type EventDraft,
  type EventEnvelope,
} from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { Aggregates } from '../../infrastructure/events/aggregates.ts';
import { nextRung } from './alarm.ts';
import type { OrderRef } from './order.events.ts';
import type { Draft } from './order.ts';
import { mentionsOf, namesSomebody, withoutPeople } from './order.privacy.ts';
import { ORDER, type OrderDoc } from './order.schema.ts';
import { searchKeysOf } from './search-keys.ts';

/**
 * Whose orders are asked for. There is no way to list without saying so: a forgotten filter does not compile. A
 * courier's are those that they are to bring: one that is over is not theirs to read.
 */
export type Scope = { restaurantId: string } | { customerId: string } | { courierId: string } | 'all';

export interface Listing {
  restaurantId?: string;
  statuses?: readonly OrderStatus[];
  before?: string;
  limit: number;
}

/** Keeps orders by one write each; what is stored is always what the facts fold to. */
@Injectable()
export class OrdersRepository {
  readonly #store: AggregateStore<OrderDoc>;
  readonly #model: Model<OrderDoc>;

  constructor(@InjectModel(ORDER) model: Model<OrderDoc>, aggregates: Aggregates) {
    this.#model = model;
    this.#store = aggregates.of(model, 'order');
  }

  async insert(
    id: string,
    drafts: Draft[],
    actor: Actor,
    idempotency: OrderDoc['idempotency'],
    now: Date,
  ): Promise<OrderDoc> {
    const state = fold(null, drafts, 1, now);
    return this.#store.insert(
      {
        _id: id,
        ...state,
        searchKeys: searchKeysOf(state),
        ...(idempotency && { idempotency }),
        ...alarmOf(state),
      },
      sealed(drafts, state, now),
      actor,
    );
  }

  /** `decide` sees the order as it is now, also on a retry after somebody else was quicker. */
  async change(
    id: string,
    decide: (order: OrderDoc, now: Date) => Draft[] | Promise<Draft[]>,
    actor: Actor | null,
  ): Promise<OrderDoc> {
    try {
      return await this.#store.mutate(
        id,
        async (order) => {
          const now = new Date();
          const drafts = await decide(order, now);
          if (drafts.length === 0) return null;
          const next = fold(order, drafts, order.version + 1, now);
          const { alarmAt } = alarmOf(next);
          return {
            change: {
              $set: { ...changed(order, next), ...(alarmAt && { alarmAt }) },
              ...(!alarmAt && { $unset: { alarmAt: 1 } }),
            },
            events: sealed(drafts, next, now),
          };
        },
        { actor },
      );
    } catch (error) {
      if (error instanceof AggregateNotFound) throw noSuchOrder();
      if (error instanceof VersionConflict)
        throw new Refusal(
          'version_conflict',
          'Several people are changing this order at once. Read it again and retry.',
        );
      throw error;
    }
  }

  async find(id: string): Promise<OrderDoc | null> {
    return this.#model.findById(id).lean<OrderDoc>();
  }

  async findByKey(customerId: string, key: string): Promise<OrderDoc | null> {
    return this.#model
      .findOne({ customerId, 'idempotency.key': key })
      .select('+idempotency')
      .lean<OrderDoc>();
  }

  async findAll(ids: readonly string[]): Promise<OrderDoc[]> {
    return this.#model.find({ _id: { $in: [...ids] } }).lean<OrderDoc[]>();
  }

  async history(id: string): Promise<(OrderFact & { id: string })[]> {
    const envelopes = await this.#store.history(id);
    return envelopes.map(factOf);
  }

  async list(scope: Scope, { restaurantId, statuses, before, limit }: Listing): Promise<OrderDoc[]> {
    const filter: QueryFilter<OrderDoc> = {
      ...filterOf(scope),
      ...(restaurantId && { restaurantId }),
      ...(statuses && { status: statuses.length === 1 ? statuses[0] : { $in: statuses } }),
      ...(before && { _id: { $lt: before } }),
    };
    return this.#model.find(filter).sort({ _id: -1 }).limit(limit).lean<OrderDoc[]>();
  }

  async ids(scope: Scope, statuses: readonly OrderStatus[], limit: number): Promise<string[]> {
    const found = await this.#model
      .find({ ...filterOf(scope), status: { $in: [...statuses] } }, { _id: 1 })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** What rings at any restaurant, longest first. */
  async ringing(limit: number, after?: string): Promise<OrderDoc[]> {
    return this.#model
      .find({ ...ringing, ...(after && { _id: { $gt: after } }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<OrderDoc[]>();
  }

  async countRinging(): Promise<number> {
    return this.#model.countDocuments(ringing);
  }

  /** All that they ever placed, oldest first. */
  async idsOf(customerId: string): Promise<string[]> {
    const found = await this.#model
      .find({ customerId }, { _id: 1 })
      .sort({ _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  async namingSomebodyBefore(before: Date, limit: number): Promise<string[]> {
    return this.#naming({ createdAt: { $lt: before } }, limit);
  }

  async namingCustomer(customerId: string): Promise<string[]> {
    return this.#naming({ customerId });
  }

  /** False: it is not over yet, or its last events are still on their way. */
  async removePeople(id: string): Promise<boolean> {
    const seen = { open: false };
    const done = await this.#store.redact(id, (order) => {
      seen.open = !isFinal(order.status);
      if (seen.open) return null;
      const mentions = mentionsOf(order);
      const facts = order.history.map((envelope) => withoutPeople(factOf(envelope), mentions));
      const { customerName, customerPhone, deliveryAddress, note, items, courier, alert, cancellation } =
        rebuildOrder(facts);
      return {
        change: {
          $set: {
            customerName,
            customerPhone,
            deliveryAddress,
            note,
            items,
            courier,
            alert,
            cancellation,
            searchKeys: searchKeysOf({ number: order.number, customerName }),
          },
          // A hash of the body, which has an address in it that can be guessed.
          $unset: { idempotency: 1 },
        },
        history: order.history.map((envelope, index) => ({ ...envelope, data: facts[index]?.data })),
      };
    });
    return done && !seen.open;
  }

  async #naming(filter: QueryFilter<OrderDoc>, limit = 0): Promise<string[]> {
    const found = await this.#model
      .find({ ...filter, ...namesSomebody }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Orders whose next rung is due; a few at a time, the sweep comes again. */
  async alarmsDue(now: Date, limit: number): Promise<string[]> {
    const due = await this.#model
      .find({ alarmAt: { $lte: now } }, { _id: 1 })
      .sort({ alarmAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return due.map((order) => order._id);
  }
}

const filterOf = (scope: Scope): QueryFilter<OrderDoc> =>
  scope === 'all'
    ? {}
    : 'courierId' in scope
      ? { 'courier.id': scope.courierId, $and: [{ status: { $in: [...openStates] } }] }
      : scope;

const ringing: QueryFilter<OrderDoc> = { status: 'pending', 'alert.acknowledgedAt': null };

export const noSuchOrder = () =>
  new Refusal('not_found', 'There is no such order, or it is not yours to see.');

function fold(before: OrderState | null, drafts: Draft[], version: number, at: Date): OrderState {
  const state = drafts.reduce<OrderState | null>(
    (state, draft) => applyOrderFact(state, { ...draft, at, version, actor: null }),
    before,
  );
  if (!state) throw new Error('An order begins with a fact');
  return state;
}

const sealed = (drafts: Draft[], order: OrderState, at: Date): EventDraft[] => {
  const ref: OrderRef = {
    number: order.number,
    restaurantId: order.restaurantId,
    restaurantName: order.restaurantName,
    customerId: order.customerId,
    courierId: order.courier?.id ?? null,
  };
  return drafts.map(({ type, data }) => ({ type, at, data: { ...data, order: ref } }) as EventDraft);
};

/** The reducer replaces what it changes and keeps what it does not: identity tells the difference. */
function changed(before: OrderState, after: OrderState): Partial<OrderState> {
  const entries = Object.entries(after).filter(
    ([key, value]) => key !== 'version' && before[key as keyof OrderState] !== value,
  );
  return Object.fromEntries(entries);
}

function alarmOf(order: OrderState): { alarmAt?: Date } {
  const next = nextRung(order);
  return next ? { alarmAt: next.at } : {};
}

export const factOf = ({ id, type, at, actor, data, aggregate }: EventEnvelope) =>
  ({ id, type, at, actor, data, version: aggregate.version }) as OrderFact & { id: string };
