import type { Document, UpdateFilter } from 'mongodb';
import type { Model } from 'mongoose';
import { RELAY_GRACE_MS, type AggregateFields, type Written } from './aggregate.ts';
import { type Change, type Operators, operatorsOf } from './aggregate-change.ts';
import type { Clock } from './clock.ts';
import type { Actor, EventDraft, EventEnvelope } from './envelope.ts';
import { traced } from './event-tracing.ts';
import type { EventVersions } from './event-versions.ts';
import { newId } from './new-id.ts';

type Draft = Pick<EventEnvelope, 'type' | 'data'> & Partial<Pick<EventEnvelope, 'at' | 'actor'>>;

/** Builds the documents and updates of one kind of aggregate: state, version, history and outbox together. */
export class WriteBuilder<Doc extends AggregateFields> {
  readonly #kind: string;
  readonly #clock: Clock;
  readonly #history: boolean;
  readonly #fields: ReadonlySet<string>;
  readonly #versions: EventVersions;

  constructor(model: Model<Doc>, kind: string, clock: Clock, versions: EventVersions) {
    this.#kind = kind;
    this.#clock = clock;
    this.#versions = versions;
    this.#history = 'history' in model.schema.paths;
    this.#fields = new Set(Object.keys(model.schema.paths).map(rootOf));
  }

  /** The document of a new aggregate. */
  document(state: object, envelopes: EventEnvelope[], actor: Actor | null, trace?: string): Doc & Written {
    return {
      ...this.#known(state),
      version: 1,
      outbox: outboxOf(envelopes, actor, trace),
      ...(envelopes.length > 0 && { outboxDue: this.#due() }),
      ...(this.#history && { history: envelopes }),
    } as unknown as Doc & Written;
  }

  /** Without fields that the schema does not have, such as those of a request that was spread into the state. */
  #known<T extends object>(fields: T): Partial<T> {
    return Object.fromEntries(
      Object.entries(fields).filter(([path, value]) => value !== undefined && this.#fields.has(rootOf(path))),
    ) as Partial<T>;
  }

  update(
    change: Change<Doc>,
    envelopes: EventEnvelope[],
    actor: Actor | null,
    trace?: string,
  ): UpdateFilter<Document & { _id: string }> {
    const operators = Object.fromEntries(
      Object.entries(operatorsOf(change))
        .map(([operator, fields]) => [operator, this.#known(fields)] as const)
        .filter(([, fields]) => Object.keys(fields).length > 0),
    ) as Operators<Doc>;
    return {
      ...operators,
      $inc: { ...operators.$inc, version: 1 },
      ...(envelopes.length > 0 && {
        $set: { ...operators.$set, outboxDue: this.#due() },
        $push: {
          ...operators.$push,
          outbox: { $each: outboxOf(envelopes, actor, trace) },
          ...(this.#history && { history: { $each: envelopes } }),
        },
      }),
    };
  }

  seal(id: string, version: number, events: EventDraft[], actor: Actor | null): EventEnvelope[] {
    const now = this.#clock.now();
    // Typed as a plain list: without the domains' declarations EventDraft is never.
    return (events as Draft[]).map((event) => ({
      id: newId(event.at),
      type: event.type,
      ...this.#versions.named(event.type),
      at: event.at ?? now,
      aggregate: { kind: this.#kind, id, version },
      actor: event.actor === undefined ? actor && { id: actor.id, role: actor.role } : event.actor,
      data: event.data,
    }));
  }

  #due(): Date {
    return new Date(this.#clock.now().getTime() + RELAY_GRACE_MS);
  }
}

const rootOf = (path: string) => path.split('.', 1)[0] ?? path;

/** The envelopes with what only the outbox keeps of them. */
export const outboxOf = (
  envelopes: EventEnvelope[],
  actor: Actor | null,
  trace?: string,
): EventEnvelope[] => {
  const { origin } = actor ?? {};
  if (!origin && trace === undefined) return envelopes;
  return envelopes.map((envelope) => ({ ...envelope, ...(origin && { origin }), ...traced(trace) }));
};
