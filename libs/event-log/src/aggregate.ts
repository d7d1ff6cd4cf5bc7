/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- Mongoose declares paths by literals of its options class */
import { Schema } from 'mongoose';
import type { EventEnvelope } from './envelope.ts';

/** The time a writer has to relay its own events before a sweeper on any node takes over. */
export const RELAY_GRACE_MS = 5_000;

/** The failed attempts of one consumer at one entry, and the time of the next attempt. */
export interface ConsumerFailure {
  consumer: string;
  attempts: number;
  error: string;
  retryAt: Date;
}

/** An envelope that stays on its aggregate until every durable consumer has processed it. */
export interface OutboxEntry extends EventEnvelope {
  /** Consumers that have processed it; stored only after another consumer failed. */
  done?: string[];
  failed?: ConsumerFailure[];
}

/** The outbox after a write: every event up to this version that is not relayed yet. */
export interface Written {
  _id: string;
  version: number;
  outbox: OutboxEntry[];
}

export interface RelayTrigger {
  /** Resolves when the confirming consumers have processed these events; undefined when there are none. */
  trigger(model: { modelName: string }, written: Written): Promise<void> | undefined;
  /** A write failed, but may have been stored with its events. */
  doubt(): void;
}

/** The fields that the plugin adds, as a read returns them; `outbox` and its due time are private to the relay. */
export interface AggregateFields {
  _id: string;
  version: number;
  /** Only when selected (`+history`), because lists of aggregates never need it. */
  history?: EventEnvelope[];
}

/**
 * Adds version, outbox and optionally history to a schema, so that one write to one document stores a change together
 * with its events. Otherwise a crash between the two writes would leave a change whose events are never published.
 */
export function aggregate(schema: Schema, options: { history?: boolean } = {}): void {
  schema.set('versionKey', false);
  // An empty object in an event must be stored as it is.
  schema.set('minimize', false);
  schema.add({
    version: { type: Number, default: 0 },
    outbox: { type: [Schema.Types.Mixed], default: [], select: false },
    outboxDue: { type: Date, select: false },
    ...(options.history && { history: { type: [Schema.Types.Mixed], default: [], select: false } }),
  });
  // Used by the sweeper to find due outboxes. Documents with an empty outbox are not in the index.
  schema.index({ outboxDue: 1 }, { partialFilterExpression: { outboxDue: { $exists: true } } });
}
