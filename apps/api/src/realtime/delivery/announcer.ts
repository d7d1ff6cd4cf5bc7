import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@passline/event-log';
import { Consumers } from '../../events/consumers.ts';
import { accessChangeOf, accessStream, changesAccess } from '../access/access-changes.ts';
import { announcementsOf, isAnnounced } from '../audience.ts';
import type { Saying } from './announced.ts';
import { LocalDelivery } from './local-delivery.ts';

/**
 * Turns what happened into what is said, and to whom. It is durable: an event is relayed until all that it says is in
 * the log, and relaying it again finds the same places. Whether anybody is there to hear it is not its concern.
 */
@Injectable()
export class Announcer {
  constructor(consumers: Consumers, delivery: LocalDelivery) {
    consumers.list.push({
      name: 'announcer',
      handles: (type) => isAnnounced(type) || changesAccess(type),
      consume: (envelope) => delivery.say(sayingsOf(envelope)),
    });
  }
}

/** Rights first: who loses them with this event does not hear of it any more. */
export function sayingsOf(envelope: EventEnvelope): Saying[] {
  const { id, at } = envelope;
  const change = accessChangeOf(envelope);
  return [
    ...(change
      ? [{ id: `${id}-access`, event: change.kind, at, payload: change, streams: [accessStream] }]
      : []),
    ...announcementsOf(envelope).map(({ event, payload, streams }, index) => ({
      id: index === 0 ? id : `${id}-${index + 1}`,
      event,
      at,
      payload,
      streams,
    })),
  ];
}
