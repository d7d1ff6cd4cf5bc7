import type { Collection, Document, Filter } from 'mongodb';
import type { Model, QueryFilter } from 'mongoose';
import { SerialQueue } from '@passline/contracts/serial-queue';
import type { AggregateFields, RelayTrigger, Written } from './aggregate.ts';
import { type Change, type Operators, isKnownResult } from './aggregate-change.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Actor, EventDraft, EventEnvelope } from './envelope.ts';
import { AggregateNotFound, GuardRefused, VersionConflict } from './aggregate-store-errors.ts';
import type { EventTracing, TraceStep } from './event-tracing.ts';
import { EventVersions } from './event-versions.ts';
import { Inserts } from './batched-inserts.ts';
import { Updates } from './batched-updates.ts';
import { WriteBuilder, outboxOf } from './write-builder.ts';
import { isDuplicateKey } from './write-errors.ts';

export type NewAggregate<Doc> = Omit<Doc, 'version' | 'history'>;

export interface Decision<Doc> {
  change: Change<Doc>;
  events: EventDraft[];
}

/** A state that was just read, with its outbox if several of them are saved together. */
export type Known<Doc> = Doc & Partial<Pick<Written, 'outbox'>>;

type Stored = Document & { _id: string };

/** Otherwise an undefined field deep inside would be stored as null. */
const PLAIN = { ignoreUndefined: true } as const;

/**
 * The only way to write an aggregate: ONE write with the new state, the next version, the history and the outbox,
 * guarded by the version that was read. Any other write would lose events or break their order. A guard that does not
 * match throws VersionConflict, GuardRefused or AggregateNotFound and changes nothing. It uses the driver's collection,
 * because Mongoose's casting and hydration cost more than the write. The schema decides only which fields exist, and which
 * of them a read returns; their types are the compiler's task.
 */
export class AggregateStore<Doc extends AggregateFields> {
  readonly #model: Model<Doc>;
  readonly #collection: Collection<Stored>;
  readonly #inserts: Inserts<Stored>;
  readonly #updates: Updates<Stored>;
  readonly #kind: string;
  readonly #builder: WriteBuilder<Doc>;
  /** The fields that a read leaves out. */
  readonly #hidden: Record<string, 0>;
  readonly #relay: RelayTrigger | undefined;
  readonly #onStored: ((doc: Doc) => void) | undefined;
  readonly #versions: EventVersions;
  readonly #tracing: EventTracing | undefined;
  /** Saves useless version conflicts when one process writes an aggregate often; the version guard does the rest. */
  readonly #queue = new SerialQueue();

  constructor(
    model: Model<Doc>,
    options: {
      kind: string;
      relay?: RelayTrigger;
      clock?: Clock;
      versions?: EventVersions;
      tracing?: EventTracing;
      /** Called with each new state once it is stored, and before consumers get its events. */
      onStored?: (doc: Doc) => void;
    },
  ) {
    this.#model = model;
    this.#collection = model.collection as unknown as Collection<Stored>;
    this.#inserts = new Inserts(this.#collection);
    this.#updates = new Updates(this.#collection);
    this.#kind = options.kind;
    this.#versions = options.versions ?? new EventVersions();
    this.#builder = new WriteBuilder(model, options.kind, options.clock ?? systemClock, this.#versions);
    this.#hidden = Object.fromEntries(
      Object.entries(model.schema.paths).flatMap(([path, { options }]) =>
        (options as { select?: boolean }).select === false ? [[path, 0]] : [],
      ),
    );
    this.#relay = options.relay;
    this.#tracing = options.tracing;
    this.#onStored = options.onStored;
  }

  /** A duplicate key error, including one of the domain's own unique indexes, is thrown as the server reports it. */
  async insert(state: NewAggregate<Doc>, events: EventDraft[], actor: Actor | null): Promise<Doc> {
    const step = this.#tracing?.write(this.#kind);
    const envelopes = this.#builder.seal(state._id, 1, events, actor);
    const doc = this.#builder.document(state, envelopes, actor, step?.trace);
    try {
      await this.#write(this.#inserts.add(doc), step);
    } catch (error) {
      // The driver may have repeated a write that was stored the first time.
      const found = isDuplicateKey(error) && (await this.#outboxOf(state._id));
      if (!found || !holds(found, envelopes)) throw error;
    }
    return this.#handOver({ ...doc });
  }

  async save(
    id: string,
    expectedVersion: number,
    change: Change<Doc>,
    events: EventDraft[],
    actor: Actor | null,
    guard: QueryFilter<Doc> = {},
  ): Promise<Doc> {
    const step = this.#tracing?.write(this.#kind);
    const envelopes = this.#builder.seal(id, expectedVersion + 1, events, actor);
    const filter = { ...guard, _id: id, version: expectedVersion } as unknown as Filter<Stored>;
    const { outbox: _, ...projection } = this.#hidden;
    const stored = await this.#write(
      this.#collection.findOneAndUpdate(filter, this.#builder.update(change, envelopes, actor, step?.trace), {
        ...PLAIN,
        returnDocument: 'after',
        projection,
      }),
      step,
    );
    if (stored) return this.#handOver(stored as unknown as Doc & Written);
    const found = await this.#outboxOf(id);
    if (!found || !holds(found, envelopes)) throw this.#refusal(id, expectedVersion, found);
    // The first attempt was stored although its response was an error.
    const again = await this.#collection.findOne({ _id: id }, { projection });
    return this.#handOver(again as unknown as Doc & Written);
  }

  /**
   * Loads the aggregate, calls `decide` and saves; repeats this after a version conflict. The guard applies to the load
   * and to the write. `decide` returns null to change nothing. `known`: a version that was just read, so that it need not
   * be loaded again; if another writer has changed it since, the version guard refuses the write. Known versions with
   * their outboxes that are changed at the same time are saved by one command, unless the change needs the stored value.
   */
  async mutate(
    id: string,
    decide: (doc: Doc) => Decision<Doc> | null | Promise<Decision<Doc> | null>,
    options: {
      /** A function, if it depends on the document, such as the role of a person there. */
      actor: Actor | null | ((doc: Doc) => Actor);
      guard?: QueryFilter<Doc>;
      retries?: number;
      known?: Known<Doc>;
    },
  ): Promise<Doc> {
    return this.#queue.run(id, async () => {
      let { known } = options;
      for (let left = options.retries ?? 5; ; left -= 1) {
        const doc = known ?? (await this.load(id, options.guard));
        const decision = await decide(doc);
        if (!decision) return doc;
        const actor = typeof options.actor === 'function' ? options.actor(doc) : options.actor;
        const saved = known && (await this.#saveTogether(known, decision, { ...options, actor }));
        known = undefined;
        if (saved) return saved;
        try {
          return await this.save(id, doc.version, decision.change, decision.events, actor, options.guard);
        } catch (error) {
          if (!(error instanceof VersionConflict) || left <= 0) throw error;
        }
      }
    });
  }

  /** Null when it was not stored, or cannot be stored this way: only a save of its own shows why. */
  async #saveTogether(
    known: Known<Doc>,
    { change, events }: Decision<Doc>,
    { actor, guard }: { actor: Actor | null; guard?: QueryFilter<Doc> },
  ): Promise<Doc | null> {
    const { _id, version, outbox } = known;
    if (!outbox || !isKnownResult(change)) return null;
    const envelopes = this.#builder.seal(_id, version + 1, events, actor);
    const [first] = envelopes;
    if (!first) return null;
    const step = this.#tracing?.write(this.#kind);
    const update = this.#builder.update(change, envelopes, actor, step?.trace);
    const filter = { ...guard, _id, version } as unknown as Filter<Stored>;
    const updated = this.#updates.add({ id: _id, filter, update, eventId: first.id });
    if (!(await this.#write(updated, step))) return null;
    const unset = new Set(Object.keys(update.$unset ?? {}));
    const after = Object.entries({ ...known, ...update.$set }).filter(([field]) => !unset.has(field));
    return this.#handOver({
      ...Object.fromEntries(after),
      version: version + 1,
      // Entries that were relayed since the read are relayed again, which consumers tolerate.
      outbox: [...outbox, ...outboxOf(envelopes, actor, step?.trace)],
    } as unknown as Doc & Written);
  }

  async load(id: string, guard: QueryFilter<Doc> = {}): Promise<Doc> {
    const filter = { ...guard, _id: id } as unknown as Filter<Stored>;
    const doc = await this.#collection.findOne(filter, { projection: this.#hidden });
    if (!doc) throw new AggregateNotFound(this.#kind, id);
    return doc as unknown as Doc;
  }

  /** Every event of the aggregate, oldest first. */
  async history(id: string, guard: QueryFilter<Doc> = {}): Promise<EventEnvelope[]> {
    const doc = await this.#model
      .findOne({ ...guard, _id: id } as QueryFilter<Doc>)
      .select('+history')
      .lean();
    if (!doc) throw new AggregateNotFound(this.#kind, id);
    return this.#upToDate(doc);
  }

  #upToDate({ history = [] }: Pick<AggregateFields, 'history'>): EventEnvelope[] {
    return history.map((envelope) => this.#versions.upToDate(envelope));
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
    const decision = decide({ ...doc, history: this.#upToDate(doc) } as unknown as Doc & {
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

  async #write<T>(write: Promise<T>, step: TraceStep | undefined): Promise<T> {
    try {
      const written = await write;
      step?.end();
      return written;
    } catch (error) {
      step?.end(error);
      if (!isDuplicateKey(error)) this.#relay?.doubt();
      throw error;
    }
  }

  async #outboxOf(id: string): Promise<Written | null> {
    const found = await this.#collection.findOne({ _id: id }, { projection: { version: 1, 'outbox.id': 1 } });
    return found as unknown as Written | null;
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
