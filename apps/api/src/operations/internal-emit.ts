import { Injectable } from '@nestjs/common';
import {
  room as rooms,
  type InternalEmitRequest as EmitRequest,
  Refusal,
  type WireEvent,
  type WireEventName,
  isDurable,
  parseRoom,
  wireEvents,
} from '@passline/contracts';
import { newId } from '@passline/event-log';
import type { z } from 'zod';
import { StreamPublisher } from '../realtime/streams/stream-publisher.ts';
import { type VolatileMessage, VolatileBroadcaster } from '../realtime/delivery/volatile-broadcaster.ts';

/**
 * Publishes events for other services: an event of the catalogue, with a valid payload, to one room. The event takes the
 * same path as all others, so it gets a sequence, is replayed and is delivered on every node.
 */
@Injectable()
export class InternalEmit {
  constructor(
    private readonly publisher: StreamPublisher,
    private readonly broadcaster: VolatileBroadcaster,
  ) {}

  /** Returns the event's id. */
  async emit({ event, room, payload }: z.output<typeof EmitRequest>): Promise<string> {
    const name = assertEmittable(event);
    if (!parseRoom(room))
      throw invalid('room', 'must be public or start with user:, restaurant:, storefront:, order: or role:');
    const parsed = wireEvents[name].payload.safeParse(payload);
    if (!parsed.success)
      throw new Refusal(
        'validation_failed',
        `The payload does not match the schema of ${name}. See /docs/events.`,
        {
          errors: parsed.error.issues.map(({ path, message }) => ({
            path: ['body', 'payload', ...path].join('.'),
            message,
          })),
        },
      );
    const id = newId();
    const streams = forEveryone.includes(room) ? forEveryone : [room];
    if (isDurable(name))
      await this.publisher.publish([{ id, type: name, at: new Date(), data: parsed.data, streams }]);
    else this.broadcaster.broadcast({ event: name, payload: parsed.data, rooms: streams } as VolatileMessage);
    return id;
  }
}

/** Each socket is in one of these rooms. */
const forEveryone: string[] = [rooms.public, rooms.everyone];

/** Direct events, which the server sends to one socket about itself, cannot be emitted. */
function assertEmittable(event: string): WireEventName {
  const wireEvent: WireEvent | undefined = Object.hasOwn(wireEvents, event)
    ? wireEvents[event as WireEventName]
    : undefined;
  if (!wireEvent || wireEvent.direct)
    throw new Refusal(
      'unknown_event',
      `The event ${event.slice(0, 100)} cannot be emitted. The events are listed under /docs/events.`,
    );
  return event as WireEventName;
}

const invalid = (path: string, message: string) =>
  new Refusal('validation_failed', `${path}: ${message}`, { errors: [{ path: `body.${path}`, message }] });
