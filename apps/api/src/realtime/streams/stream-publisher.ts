import { Injectable } from '@nestjs/common';
import { room } from '@passline/contracts';
import { type EventEnvelope, type Publication, StreamLog } from '@passline/event-log';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { accessChangeOf, accessStream, changesAccess } from '../authorization/access-changes.ts';
import { announcementsOf, isAnnounced } from './audience.ts';

/**
 * Turns domain events into publications and appends them to the log. It is a durable consumer: an event is relayed
 * until everything it publishes is in the log, and relaying it again finds the same places. Who is connected is not its
 * concern. A change of rights is in the log before the request that made it is answered, so nothing that is published
 * after the answer can precede it.
 */
@Injectable()
export class StreamPublisher {
  constructor(
    private readonly log: StreamLog,
    consumers: Consumers,
  ) {
    consumers.list.push({
      // The store keeps delivery records under this name: it must not change.
      name: 'announcer',
      handles: (type) => isAnnounced(type) || changesAccess(type),
      confirms: changesAccess,
      consume: (envelope) => this.publish(publicationsOf(envelope)),
    });
  }

  /** Resolves when it is in the log; from then on it will be delivered, with or without this node. */
  async publish(publications: readonly Publication[]): Promise<void> {
    await this.log.append(publications);
  }
}

/** The change of rights comes first: a caller who loses them by this event does not receive it any more. */
function publicationsOf(envelope: EventEnvelope): Publication[] {
  const { id, type, at, aggregate } = envelope;
  const change = accessChangeOf(envelope);
  // Nothing is published about an order before it is placed: where its stream ends need not be looked up.
  const begins = type === 'order.placed' ? [room.order(aggregate.id)] : [];
  return [
    ...(change ? [{ id: `${id}-access`, type: change.kind, at, data: change, streams: [accessStream] }] : []),
    ...announcementsOf(envelope).map(({ event, payload, streams }, index) => ({
      id: index === 0 ? id : `${id}-${index + 1}`,
      type: event,
      at,
      data: payload,
      streams,
      begins,
    })),
  ];
}
