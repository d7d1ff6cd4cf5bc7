/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- Mongoose declares paths by literals of its options class */
import { Schema, type Connection, type Model } from 'mongoose';
import { aggregate, type AggregateFields } from '../aggregate.ts';
import type { DurableConsumer } from '../durable-consumer.ts';
import type { EventEnvelope } from '../envelope.ts';
import type { StreamLog } from '../stream-log.ts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'ticket.opened': { table: number };
    'ticket.moved': { step: number };
  }
}

/** A simple aggregate without a domain: it counts its steps. */
export interface Ticket extends AggregateFields {
  table: number;
  step: number;
  note?: string;
}

export function ticketModel(connection: Connection): Model<Ticket> {
  const schema = new Schema<Ticket>({
    _id: String,
    table: Number,
    step: { type: Number, default: 0 },
    note: String,
  });
  schema.plugin(aggregate, { history: true });
  return connection.model<Ticket>('Ticket', schema, 'tickets');
}

export const streamsOf = ({ aggregate: { id } }: EventEnvelope) => [`ticket:${id}`, 'kitchen', 'public'];

/** Publishes each event to its streams, as an application's StreamPublisher does. */
export function intoStreams(log: StreamLog): DurableConsumer {
  return {
    name: 'streams',
    handles: () => true,
    consume: async (envelope) => {
      const { id, type, at, data } = envelope;
      await log.append([{ id, type, at, data, streams: streamsOf(envelope) }]);
    },
  };
}
