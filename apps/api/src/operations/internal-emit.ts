import { Injectable } from '@nestjs/common';
import {
  room as rooms,
  type InternalEmitRequest as EmitRequest,
  Refusal,
  type WireEvent,
  type WireEventName,
  type WirePayload,
  isDurable,
  parseRoom,
  wireEvents,
} from '@passline/contracts';
import { newId } from '@passline/event-log';
import type { z } from 'zod';
import { Tracing } from '../infrastructure/tracing/tracing.ts';
import { NotificationsService } from '../modules/notifications/notifications.service.ts';
import { StreamPublisher } from '../realtime/streams/stream-publisher.ts';
import { type VolatileMessage, VolatileBroadcaster } from '../realtime/delivery/volatile-broadcaster.ts';
import { ServiceEvents } from './service-events.ts';

/**
 * Publishes events for other services: an event of the catalogue or one that a service has registered, with a valid
 * payload, to one room. The event takes the same path as all others, so it gets a sequence, is replayed and is delivered
 * on every node. A notification for a user is stored, so it is in their list and can be read.
 */
@Injectable()
export class InternalEmit {
  constructor(
    private readonly publisher: StreamPublisher,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly notifications: NotificationsService,
    private readonly services: ServiceEvents,
    private readonly tracing: Tracing,
  ) {}

  /** Returns the id of the event, or of the notification that was stored for a user. */
  async emit({ event, room, payload }: z.output<typeof EmitRequest>): Promise<string> {
    const validator = await this.#validatorOf(event);
    const target = parseRoom(room);
    if (!target)
      throw invalid('room', 'must be public or start with user:, restaurant:, storefront:, order: or role:');
    const parsed = validator.safeParse(event === 'notification:new' ? withDefaults(payload) : payload);
    if (!parsed.success)
      throw new Refusal(
        'validation_failed',
        `The payload does not match the schema of ${event}. See /docs/events.`,
        {
          errors: parsed.error.issues.map(({ path, message }) => ({
            path: ['body', 'payload', ...path].join('.'),
            message,
          })),
        },
      );
    if (event === 'notification:new' && target.kind === 'user') {
      const notification = parsed.data as WirePayload<'notification:new'>;
      await this.notifications.send(target.id, notification);
      return notification.id;
    }
    const id = newId();
    const streams = forEveryone.includes(room) ? forEveryone : [room];
    if (isVolatile(event))
      this.broadcaster.broadcast({ event, payload: parsed.data, rooms: streams } as VolatileMessage);
    else {
      const trace = this.tracing.current;
      const traced = trace !== undefined && { trace };
      await this.publisher.publish([
        { id, type: event, at: new Date(), data: parsed.data, ...traced, streams },
      ]);
    }
    return id;
  }

  /** Of an event of the catalogue, or of one that a service has registered. */
  async #validatorOf(event: string): Promise<z.ZodType> {
    if (Object.hasOwn(wireEvents, event)) {
      const { direct, payload }: WireEvent = wireEvents[event as WireEventName];
      // The server sends these to one socket about itself.
      if (!direct) return payload;
    } else {
      const registered = await this.services.validator(event);
      if (registered) return registered;
    }
    throw new Refusal(
      'unknown_event',
      `The event ${event.slice(0, 100)} cannot be emitted. The events are listed under /docs/events. Register one of your own with PUT /internal/events/<name>.`,
    );
  }
}

const isVolatile = (event: string): boolean =>
  Object.hasOwn(wireEvents, event) && !isDurable(event as WireEventName);

/** A service needs to send only title, message and type. */
const withDefaults = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null
    ? { id: newId(), createdAt: new Date().toISOString(), ...payload }
    : payload;

/** Each socket is in one of these rooms. */
const forEveryone: string[] = [rooms.public, rooms.everyone];

const invalid = (path: string, message: string) =>
  new Refusal('validation_failed', `${path}: ${message}`, { errors: [{ path: `body.${path}`, message }] });
