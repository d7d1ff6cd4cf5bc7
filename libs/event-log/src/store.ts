import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { v7 as uuidv7 } from 'uuid';
import { RELAY_GRACE_MS, type AggregateFields, type RelayTrigger, type Written } from './aggregate.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Actor, EventDraft, EventEnvelope } from './envelope.ts';
import { AggregateNotFound, GuardRefused, VersionConflict } from './store-errors.ts';
import { isDuplicateKey } from './write-errors.ts';

type Operators<Doc> = Pick<
  UpdateQuery<Doc>,
  '$set' | '$unset' | '$inc' | '$min' | '$max' | '$push' | '$pull' | '$addToSet'
>;

/** Fields to set, or MongoDB's update operators. */
export type Change<Doc> = Partial<Omit<Doc, keyof AggregateFields>> | Operators<Doc>;

export type NewAggregate<Doc> = Omit<Doc, 'version' | 'history'>;

export interface Decision<Doc> {
  change: Change<Doc>;
  events: EventDraft[];
}

/**
 * The only way to write an aggregate: ONE write with the new state, the next version, the history and the outbox,
 * guarded by the version that was read. Any other write would lose events or break their order. A guard that does not
 * match throws VersionConflict, GuardRefused or AggregateNotFound and changes nothing.
 */
export class AggregateStore<Doc extends AggregateFields> {
  readonly #model: Model<Doc>;
  readonly #kind: string;
  readonly #history: boolean;
  readonly #relay: RelayTrigger | undefined;
  readonly #onStored: ((doc: Doc) => void) | undefined;
  readonly #clock: Clock;
  /** Saves useless version conflicts when one process writes an aggregate often; the version guard does the rest. */
  readonly #queue = new SerialQueue();

  constructor(
    model: Model<Doc>,
    options: {
      kind: string;
      relay?: RelayTrigger;
      clock?: Clock;
      /** Called with each new state once it is stored, and before consumers get its events. */
      onStored?: (doc: Doc) => void;
    },
  ) {
    this.#model = model;
    this.#kind = options.kind;
    this.#history = 'history' in model.schema.paths;
    this.#relay = options.relay;
    this.#onStored = options.onStored;
    this.#clock = options.clock ?? systemClock;
  }

  /** A duplicate key error, including one of the domain's own unique indexes, is thrown as the server reports it. */
  async insert(state: NewAggregate<Doc>, events: EventDraft[], actor: Actor | null): Promise<Doc> {
    const envelopes = this.#seal(state._id, 1, events, actor);
    const outbox = withOrigin(envelopes, actor);
    const doc = new this.#model({
      ...state,
      version: 1,
      outbox,
      ...(envelopes.length > 0 && { outboxDue: this.#due() }),
      ...(this.#history && { history: envelopes }),
    });
    try {
      await doc.save();
    } catch (error) {
      // The driver may have repeated a write that was stored the first time.
      const found =
        isDuplicateKey(error) && (await this.#model.findById(state._id, { 'outbox.id': 1 }).lean());
      if (!found || !holds(found as unknown as Written, envelopes)) throw error;
    }
    const stored = doc.toObject() as unknown as Doc & Written;
    return this.#handOver({ ...stored, outbox });
  }

  async save(
    id: string,
    expectedVersion: number,
    change: Change<Doc>,
    events: EventDraft[],
    actor: Actor | null,
    guard: QueryFilter<Doc> = {},
  ): Promise<Doc> {
    const envelopes = this.#seal(id, expectedVersion + 1, events, actor);
    const filter = { ...guard, _id: id, version: expectedVersion } as QueryFilter<Doc>;
    const stored = await this.#model
      .findOneAndUpdate(filter, this.#update(change, envelopes, actor), {
        returnDocument: 'after',
        lean: true,
      })
      .select('+outbox');
    if (stored) return this.#handOver(stored as unknown as Doc & Written);
    const found = (await this.#model.findById(id, { version: 1, 'outbox.id': 1 }).lean()) as Written | null;
    if (!found || !holds(found, envelopes)) throw this.#refusal(id, expectedVersion, found);
    // The first attempt was stored although its response was an error.
    const again = await this.#model.findById(id).select('+outbox').lean();
    return this.#handOver(again as unknown as Doc & Written);
  }

  /**
   * Loads the aggregate, calls `decide` and saves; repeats this after a version conflict. The guard applies to the load
   * and to the write. `decide` returns null to change nothing.
   */
  async mutate(
    id: string,
    decide: (doc: Doc) => Decision<Doc> | null | Promise<Decision<Doc> | null>,
    options: { actor: Actor | null; guard?: QueryFilter<Doc>; retries?: number },
  ): Promise<Doc> {
    return this.#queue.run(id, async () => {
      for (let left = options.retries ?? 5; ; left -= 1) {
        const doc = await this.load(id, options.guard);
        const decision = await decide(doc);
        if (!decision) return doc;
        try {
          return await this.save(
            id,
            doc.version,
            decision.change,
            decision.events,
            options.actor,
            options.guard,
          );
        } catch (error) {
          if (!(error instanceof VersionConflict) || left <= 0) throw error;
        }
      }
    });
  }

  async load(id: string, guard: QueryFilter<Doc> = {}): Promise<Doc> {
    const doc = await this.#model.findOne({ ...guard, _id: id } as QueryFilter<Doc>).lean();
    if (!doc) throw new AggregateNotFound(this.#kind, id);
    return doc;
  }

  /** Every event of the aggregate, oldest first. */
  async history(id: string, guard: QueryFilter<Doc> = {}): Promise<EventEnvelope[]> {
    const doc = await this.#model
      .findOne({ ...guard, _id: id } as QueryFilter<Doc>)
      .select('+history')
      .lean();
    if (!doc) throw new AggregateNotFound(this.#kind, id);
    return (doc as AggregateFields).history ?? [];
  }

  /**
   * The only write that changes the past: removes personal data from state and history, without an event. Returns false
   * and changes nothing while events are waiting in the outbox or after a version conflict.
   */
  async redact(
    id: string,
    decide: (doc: Doc & { history: EventEnvelope[] }) => {
      change: Operators<Doc>;
      history?: EventEnvelope[];
    } | null,
  ): Promise<boolean> {
    const found = await this.#model.findById(id).select('+outbox +history').lean();
    if (!found) return true;
    const { outbox, ...doc } = found as unknown as Doc & Written;
    if (outbox.length > 0) return false;
    const decision = decide({ ...doc, history: doc.history ?? [] } as unknown as Doc & {
      history: EventEnvelope[];
    });
    if (!decision) return true;
    const { change, history } = decision;
    const { matchedCount } = await this.#model.updateOne(
      { _id: id, version: doc.version } as QueryFilter<Doc>,
      {
        ...change,
        ...(history && { $set: { ...change.$set, history } }),
      },
    );
    return matchedCount === 1;
  }

  #update(change: Change<Doc>, envelopes: EventEnvelope[], actor: Actor | null): UpdateQuery<Doc> {
    const operators: Operators<Doc> = Object.keys(change).some((key) => key.startsWith('$'))
      ? change
      : { $set: change };
    return {
      ...operators,
      $inc: { ...operators.$inc, version: 1 },
      ...(envelopes.length > 0 && {
        $set: { ...operators.$set, outboxDue: this.#due() },
        $push: {
          ...operators.$push,
          outbox: { $each: withOrigin(envelopes, actor) },
          ...(this.#history && { history: { $each: envelopes } }),
        },
      }),
    };
  }

  #seal(id: string, version: number, events: EventDraft[], actor: Actor | null): EventEnvelope[] {
    const now = this.#clock.now();
    // Typed as a plain list: without the domains' declarations EventDraft is never.
    return (events as { type: string; data: unknown; at?: Date }[]).map(({ type, data, at }) => ({
      id: uuidv7(),
      type,
      at: at ?? now,
      aggregate: { kind: this.#kind, id, version },
      actor: actor && { id: actor.id, role: actor.role },
      data,
    }));
  }

  #due(): Date {
    return new Date(this.#clock.now().getTime() + RELAY_GRACE_MS);
  }

  async #handOver(stored: Doc & Written): Promise<Doc> {
    const { outbox, _id, version } = stored;
    this.#onStored?.(stored);
    const confirmed = this.#relay?.trigger(this.#model, { _id, version, outbox });
    if (confirmed) await confirmed;
    // A load does not return these fields either.
    const doc: Doc & Partial<Written> & { outboxDue?: Date } = stored;
    delete doc.outbox;
    delete doc.outboxDue;
    delete doc.history;
    return doc;
  }

  #refusal(id: string, expectedVersion: number, found: Written | null): Error {
    if (!found) return new AggregateNotFound(this.#kind, id);
    return found.version === expectedVersion
      ? new GuardRefused(this.#kind, id)
      : new VersionConflict(this.#kind, id, expectedVersion, found.version);
  }
}

/** Whether the events of this write are in the outbox: they are until it is handed to the relay. */
const holds = ({ outbox }: Written, envelopes: EventEnvelope[]): boolean =>
  outbox.some(({ id }) => id === envelopes[0]?.id);

const withOrigin = (envelopes: EventEnvelope[], actor: Actor | null): EventEnvelope[] => {
  const { origin } = actor ?? {};
  return origin ? envelopes.map((envelope) => ({ ...envelope, origin })) : envelopes;
};
