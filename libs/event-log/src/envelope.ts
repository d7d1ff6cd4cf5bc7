/**
 * The domain events. Each domain adds its own by declaration merging:
 * `declare module '@passline/event-log' { interface DomainEvents { 'order.placed': OrderPlaced } }`
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the map is filled by the domains
export interface DomainEvents {}

export type EventName = Extract<keyof DomainEvents, string>;

/** The origin of a change: the client's address, and the request id to find it in the log. */
export interface Origin {
  ip: string;
  requestId: string;
  /** Of the request's trace, if it is recorded. */
  traceId?: string;
}

export interface Actor {
  id: string;
  role: string;
  /** Passed to consumers with the event. */
  origin?: Origin;
}

/** One domain event as it is stored, relayed and replayed, in plain JSON. */
export interface EventEnvelope<T extends string = string, D = unknown> {
  /** UUIDv7; consumers use it to recognise repeated deliveries. */
  id: string;
  /** Past tense, for example `order.placed`. */
  type: T;
  /** The version of `data`, see EventVersions; absent: 1. */
  v?: number;
  at: Date;
  /** `version` is the version that the write produced. */
  aggregate: { kind: string; id: string; version: number };
  /** null: the system itself. */
  actor: Pick<Actor, 'id' | 'role'> | null;
  /** Present until the event is relayed, but never in the history: an address is personal data. */
  origin?: Origin;
  /** The W3C traceparent of the write. Present until the event is relayed, and never in the history. */
  trace?: string;
  data: D;
}

/** An envelope whose `type` determines the type of its `data`. */
export type EnvelopeOf<T extends EventName> = { [K in T]: EventEnvelope<K, DomainEvents[K]> }[T];

/** An event before it is written: the store adds id and version, and time and actor where they differ from the write's. */
export type EventDraft = {
  [K in EventName]: { type: K; data: DomainEvents[K]; at?: Date; actor?: EventEnvelope['actor'] };
}[EventName];
