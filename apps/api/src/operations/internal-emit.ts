import { Injectable } from '@nestjs/common';
import {
  type InternalEmitRequest as Wanted,
  Refusal,
  type WireEvent,
  type WireEventName,
  isDurable,
  parseRoom,
  wireEvents,
} from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { StreamPublisher } from '../realtime/streams/stream-publisher.ts';
import { type VolatileMessage, VolatileBroadcaster } from '../realtime/delivery/volatile-broadcaster.ts';

/**
 * What other services may say: events of the catalogue, in their shape, to a room of ours. It goes the way of every
 * other event, so it is numbered, replayed and heard on every node.
 */
@Injectable()
export class InternalEmit {
  constructor(
    private readonly publisher: StreamPublisher,
    private readonly broadcaster: VolatileBroadcaster,
  ) {}

  /** Answers the event's id. */
  async emit({ event, room, payload }: z.output<typeof Wanted>): Promise<string> {
    const name = demandEvent(event);
    if (!parseRoom(room)) throw misfit('room', 'is no room: user:, restaurant:, order:, role: or public');
    const parsed = wireEvents[name].payload.safeParse(payload);
    if (!parsed.success)
      throw new Refusal('validation_failed', `The payload does not fit ${name}.`, {
        errors: parsed.error.issues.map(({ path, message }) => ({
          path: ['body', 'payload', ...path].join('.'),
          message,
        })),
      });
    const id = uuidv7();
    if (isDurable(name))
      await this.publisher.publish([{ id, type: name, at: new Date(), data: parsed.data, streams: [room] }]);
    else this.broadcaster.broadcast({ event: name, payload: parsed.data, rooms: [room] } as VolatileMessage);
    return id;
  }
}

/** What a server says to one socket about itself is nobody else's to say. */
function demandEvent(event: string): WireEventName {
  const known: WireEvent | undefined = Object.hasOwn(wireEvents, event)
    ? wireEvents[event as WireEventName]
    : undefined;
  if (!known || known.direct)
    throw new Refusal('unknown_event', 'There is no such event in the catalogue: see /docs/events.');
  return event as WireEventName;
}

const misfit = (path: string, message: string) =>
  new Refusal('validation_failed', `${path}: ${message}`, { errors: [{ path: `body.${path}`, message }] });
