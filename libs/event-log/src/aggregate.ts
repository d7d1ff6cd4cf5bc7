/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- Mongoose declares paths by literals of its options class */
import { Schema } from 'mongoose';
import type { EventEnvelope } from './envelope.ts';

/** How long a writer has to relay its own events before a sweeper on any node takes them over. */
export const RELAY_GRACE_MS = 5_000;

/** How often one consumer has failed at one entry, and when it may be asked again. */
export interface ConsumerFailure {
  consumer: string;
  attempts: number;
  error: string;
  retryAt: Date;
}

/** An envelope that waits on its aggregate until every durable consumer has had it. */
export interface OutboxEntry extends EventEnvelope {
  /** Consumers that had it, once another one has failed. */
  done?: string[];
  failed?: ConsumerFailure[];
}

/** What a write left behind: everything that is still to be relayed, up to and with this version. */
export interface Written {
  _id: string;
  version: number;
  outbox: OutboxEntry[];
}

export interface Nudged {
  /** Resolves when the consumers that confirm these events have had them; undefined when there are none. */
  nudge(model: { modelName: string }, written: Written): Promise<void> | undefined;
}

/** What the plugin adds to a schema, as a read sees it; `outbox` and its due time are the relay's own. */
export interface AggregateFields {
  _id: string;
  version: number;
  /** Only when asked for (`+history`): a list of aggregates never needs it. */
  history?: EventEnvelope[];
}

/**
 * Gives a schema its version, its outbox and, if wanted, its history, so that one write to one document
 * carries the change and everything that follows from it. Without it a crash between the state and its
 * events would leave a change that nobody hears of.
 */
export function aggregate(schema: Schema, options: { history?: boolean } = {}): void {
  schema.set('versionKey', false);
  // An event's empty object is still what happened.
  schema.set('minimize', false);
  schema.add({
    version: { type: Number, default: 0 },
    outbox: { type: [Schema.Types.Mixed], default: [], select: false },
    outboxDue: { type: Date, select: false },
    ...(options.history && { history: { type: [Schema.Types.Mixed], default: [], select: false } }),
  });
  // Serves the sweeper: which outboxes are due. Documents with an empty outbox are not in it.
  schema.index({ outboxDue: 1 }, { partialFilterExpression: { outboxDue: { $exists: true } } });
}
