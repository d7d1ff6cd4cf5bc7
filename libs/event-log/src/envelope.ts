/**
 * What domains record. Each domain adds its own events by declaration merging:
 * `declare module '@passline/event-log' { interface DomainEvents { 'order.placed': OrderPlaced } }`
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the map is filled by the domains
export interface DomainEvents {}

export type EventName = Extract<keyof DomainEvents, string>;

/** Where a change was asked for: the address and the request's id, by which the log has it. */
export interface Origin {
  ip: string;
  requestId: string;
}

export interface Actor {
  id: string;
  role: string;
  /** Told to consumers beside the event. */
  origin?: Origin;
}

/** One domain event as it is stored, relayed and replayed: a small fact in plain JSON. */
export interface EventEnvelope<T extends string = string, D = unknown> {
  /** UUIDv7; every consumer is idempotent by it. */
  id: string;
  /** Past tense, for example `order.placed`. */
  type: T;
  at: Date;
  /** `version` is the one that the write produced. */
  aggregate: { kind: string; id: string; version: number };
  /** null: the system itself. */
  actor: Pick<Actor, 'id' | 'role'> | null;
  /** Only until it is relayed: an address is personal, and a history is for ever. */
  origin?: Origin;
  data: D;
}

/** An envelope whose type tells its data. */
export type EnvelopeOf<T extends EventName> = { [K in T]: EventEnvelope<K, DomainEvents[K]> }[T];

/** What an aggregate records before it is written: the store adds identity, version, time and actor. */
export type EventDraft = { [K in EventName]: { type: K; data: DomainEvents[K]; at?: Date } }[EventName];
