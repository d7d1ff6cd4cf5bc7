import { Injectable } from '@nestjs/common';
import { room } from '@passline/contracts';
import { type EventEnvelope, type Publication, StreamLog } from '@passline/event-log';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { accessChangeOf, accessStream, changesAccess } from '../authorization/access-changes.ts';
import { wireEventsOf, isPublished } from './domain-to-wire-events.ts';

/**
 * Turns domain events into publications and appends them to the log. It is a durable consumer: the relay repeats an event
 * until all its publications are in the log, and a repeated event keeps its positions. It does not know who is connected.
 * A change of rights is in the log before its request is answered, so nothing published after the answer precedes it.
 */
@Injectable()
export class StreamPublisher {
  constructor(
    private readonly log: StreamLog,
    consumers: DurableConsumers,
  ) {
    consumers.list.push({
      // The store keeps delivery records under this name: it must not change.
      name: 'announcer',
      handles: (type) => isPublished(type) || changesAccess(type),
      confirms: changesAccess,
      consume: (envelope) => this.publish(publicationsOf(envelope)),
      consumeAll: (envelopes) => this.publish(envelopes.flatMap(publicationsOf)),
    });
  }

  /** Resolves when the publications are in the log. From then on they are delivered, even if this node stops. */
  async publish(publications: readonly Publication[]): Promise<void> {
    await this.log.append(publications);
  }
}

/** The change of rights comes first, so that a user who loses a right by this event no longer receives it. */
function publicationsOf(envelope: EventEnvelope): Publication[] {
  const { id, type, at, aggregate, trace } = envelope;
  const traced = trace !== undefined && { trace };
  const change = accessChangeOf(envelope);
  // Nothing is published about an order before it is placed, so the end of its stream need not be read.
  const begins = type === 'order.placed' ? [room.order(aggregate.id)] : [];
  return [
    ...(change
      ? [{ id: `${id}-access`, type: change.kind, at, data: change, ...traced, streams: [accessStream] }]
      : []),
    ...wireEventsOf(envelope).map(({ event, payload, streams }, index) => ({
      id: index === 0 ? id : `${id}-${index + 1}`,
      type: event,
      at,
      data: payload,
      ...traced,
      streams,
      begins,
    })),
  ];
}
