import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  isFinal,
  openStates,
  rebuildOrder,
  Refusal,
  type OrderFact,
  type OrderStatus,
} from '@passline/contracts';
import {
  AggregateNotFound,
  type AggregateStore,
  type Known,
  VersionConflict,
  type Actor,
  type EventEnvelope,
} from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import type { Draft } from './order.ts';
import { alarmOf, changed, eventsOf, fold, lifeOf, type Step } from './order-writes.ts';
import { openCounts } from './order.tally.ts';
import { mentionsOf, hasPersonalData, personalFieldsOf, withoutPeople } from './order.privacy.ts';
import { ORDER, type Idempotency, type OrderDoc } from './order.schema.ts';
import { filtersOf, type Listing, newestOf, type Scope } from './order-scopes.ts';
import { searchKeysOf } from './search-keys.ts';

/** The task that escalates unanswered orders. */
export const alarmLadder = 'alarm ladder';

/** Stores each change with one write. The stored state always equals the state rebuilt from the facts. */
@Injectable()
export class OrdersRepository {
  readonly #store: AggregateStore<OrderDoc>;
  readonly #model: Model<OrderDoc>;

  constructor(@InjectModel(ORDER) model: Model<OrderDoc>, aggregates: AggregateStores) {
    this.#model = model;
    this.#store = aggregates.of(model, 'order', { [alarmLadder]: ({ alarmAt }) => alarmAt });
  }

  async insert(
    id: string,
    drafts: Draft[],
    actor: Actor,
    idempotency: OrderDoc['idempotency'],
    now: Date,
  ): Promise<OrderDoc> {
    return this.insertWithPast(id, [{ drafts, actor, at: now }], idempotency);
  }

  /** Stores an order with everything that has happened to it until now. */
  async insertWithPast(id: string, steps: Step[], idempotency?: OrderDoc['idempotency']): Promise<OrderDoc> {
    const { state, events } = lifeOf(steps);
    return this.#store.insert(
      {
        _id: id,
        ...state,
        searchKeys: searchKeysOf(state),
        ...(idempotency && { idempotency }),
        ...alarmOf(state),
      },
      events,
      steps[0]?.actor ?? null,
    );
  }

  /**
   * `decide` gets the current order. After a conflict with a parallel change it runs again. `known`: the order, if it was
   * just read; orders that were read with their outboxes and change at the same time are saved by one command.
   */
  async change(
    id: string,
    decide: (order: OrderDoc, now: Date) => Draft[] | Promise<Draft[]>,
    actor: Actor | null | ((order: OrderDoc) => Actor),
    known?: Known<OrderDoc>,
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
          const escalates = drafts.some(({ type }) => type === 'order.unanswered');
          return {
            change: {
              $set: {
                ...changed(order, next),
                ...(alarmAt && { alarmAt }),
                ...(escalates && { escalated: true as const }),
              },
              ...(!alarmAt && { $unset: { alarmAt: 1 } }),
            },
            events: eventsOf(drafts, next, now, order.escalated === true),
          };
        },
        { actor, ...(known && { known }) },
      );
    } catch (error) {
      if (error instanceof AggregateNotFound) throw noSuchOrder();
      if (error instanceof VersionConflict)
        throw new Refusal(
          'version_conflict',
          'Other changes of this order happened at the same time. Read the order again and retry.',
        );
      throw error;
    }
  }

  async find(id: string): Promise<OrderDoc | null> {
    return this.#model.findById(id).lean<OrderDoc>();
  }

  async findByKey(customerId: string, idempotency: Idempotency): Promise<OrderDoc | null> {
    return this.#model
      .findOne(
        'entry' in idempotency
          ? { 'idempotency.entry': idempotency.entry }
          : { customerId, 'idempotency.key': idempotency.key },
      )
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
    return newestOf(filtersOf(scope), limit, (owner) =>
      this.#model
        .find({
          ...owner,
          ...(restaurantId && { restaurantId }),
          ...(statuses && { status: statuses.length === 1 ? statuses[0] : { $in: statuses } }),
          ...(before && { _id: { $lt: before } }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<OrderDoc[]>(),
    );
  }

  async ids(scope: Scope, statuses: readonly OrderStatus[], limit: number): Promise<string[]> {
    const found = await newestOf(filtersOf(scope), limit, (owner) =>
      this.#model
        .find({ ...owner, status: { $in: [...statuses] } }, { _id: 1 })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<{ _id: string }[]>(),
    );
    return found.map(({ _id }) => _id);
  }

  /** Orders whose alarm rings, at any restaurant, oldest first. */
  async ringing(limit: number, after?: string): Promise<OrderDoc[]> {
    return this.#model
      .find({ ...ringing, ...(after && { _id: { $gt: after } }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<OrderDoc[]>();
  }

  /** How many orders of each restaurant are open, and how many of them are late. */
  async openCounts(now: Date): Promise<{ restaurantId: string; open: number; late: number }[]> {
    const found = await this.#model.aggregate<{ _id: string; open: number; late: number }>(openCounts(now));
    return found.map(({ _id: restaurantId, open, late }) => ({ restaurantId, open, late }));
  }

  async countRinging(): Promise<number> {
    return this.#model.countDocuments(ringing);
  }

  /**
   * The open orders that these customers placed within the last nine days: an order for later is placed up to seven days
   * ahead. Without that limit the read would grow with the history of a regular customer.
   */
  async openOf(
    customerIds: readonly string[],
    now = Date.now(),
  ): Promise<Pick<OrderDoc, '_id' | 'customerId' | 'restaurantId'>[]> {
    const recent = { _id: { $gt: firstIdAt(now - 9 * 24 * 60 * 60_000) } };
    return this.#model
      .find(
        { customerId: { $in: [...customerIds] }, ...recent, status: { $in: [...openStates] } },
        { customerId: 1, restaurantId: 1 },
      )
      .lean();
  }

  /** Orders for later are placed up to seven days ahead, so older orders than nine days before cannot be among them. */
  async deliveredBy(
    courierId: string,
    since: Date,
  ): Promise<
    Pick<OrderDoc, '_id' | 'number' | 'restaurantName' | 'currency' | 'courierFee' | 'tip' | 'reached'>[]
  > {
    return this.#model
      .find(
        {
          'courier.id': courierId,
          _id: { $gt: firstIdAt(since.getTime() - 9 * 24 * 60 * 60_000) },
          status: 'delivered',
          'reached.delivered': { $gte: since },
        } as QueryFilter<OrderDoc>,
        { number: 1, restaurantName: 1, currency: 1, courierFee: 1, tip: 1, reached: 1 },
      )
      .lean();
  }

  /** All orders of the customer, oldest first. */
  async idsOf(customerId: string): Promise<string[]> {
    const found = await this.#model
      .find({ customerId }, { _id: 1 })
      .sort({ _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  async idsWithPersonalDataBefore(before: Date, limit: number): Promise<string[]> {
    return this.#idsWithPersonalData({ createdAt: { $lt: before } }, limit);
  }

  async idsWithPersonalDataOf(customerId: string): Promise<string[]> {
    return this.#idsWithPersonalData({ customerId });
  }

  /** False: the order is open, or its events are not published yet. */
  async erasePersonalData(id: string): Promise<boolean> {
    const result = { open: false };
    const done = await this.#store.redact(id, (order) => {
      result.open = !isFinal(order.status);
      if (result.open) return null;
      const mentions = mentionsOf(order);
      const facts = order.history.map((envelope) => withoutPeople(factOf(envelope), mentions));
      const erased = personalFieldsOf(rebuildOrder(facts));
      return {
        change: {
          $set: {
            ...erased,
            searchKeys: searchKeysOf({ number: order.number, customerName: erased.customerName }),
          },
          // The key contains a hash of the body, from which the address could be guessed.
          $unset: { idempotency: 1 },
        },
        history: order.history.map((envelope, index) => ({ ...envelope, data: facts[index]?.data })),
      };
    });
    return done && !result.open;
  }

  async #idsWithPersonalData(filter: QueryFilter<OrderDoc>, limit = 0): Promise<string[]> {
    const found = await this.#model
      .find({ ...filter, ...hasPersonalData }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Orders whose next escalation is due, in batches, with their outboxes. */
  async alarmsDue(now: Date, limit: number): Promise<Known<OrderDoc>[]> {
    return this.#model
      .find({ alarmAt: { $lte: now } })
      .select('+outbox')
      .sort({ alarmAt: 1 })
      .limit(limit)
      .lean<Known<OrderDoc>[]>();
  }

  async nextAlarm(): Promise<Date | null> {
    return earliest(this.#model, 'alarmAt');
  }
}

/** Ids are UUIDv7: those made from this time on sort behind it. */
function firstIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

const ringing: QueryFilter<OrderDoc> = { status: 'pending', 'alert.acknowledgedAt': null };

export const noSuchOrder = () => new Refusal('not_found', 'There is no such order, or you may not see it.');

export const factOf = ({ id, type, at, actor, data, aggregate }: EventEnvelope) =>
  ({ id, type, at, actor, data, version: aggregate.version }) as OrderFact & { id: string };
