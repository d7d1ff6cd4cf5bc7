import type { WirePayload } from '@passline/contracts';
import { Subject } from 'rxjs';
import { isMeta } from './received-event.ts';
import type { Packet } from './connection.ts';
import type { Feed } from './feed.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Rooms } from './rooms.ts';

export type Registration = WirePayload<'registered'>;

/** Sorts what the server sends: durable events to the feed, volatile events and messages to this socket directly. */
export class PacketRouter {
  readonly volatiles = new Subject<{ event: string; payload: unknown }>();
  readonly revoked = new Subject<{ room?: string; reason: string }>();
  readonly registered = new Subject<Registration>();

  constructor(
    private readonly feed: Feed,
    private readonly rooms: Rooms,
    private readonly report: (error: unknown) => void,
  ) {}

  route({ event, payload, meta }: Packet): void {
    if (isMeta(meta)) this.feed.live(event, payload, meta);
    else if (typeof meta === 'object' && meta !== null)
      this.report(new RealtimeError('bad_answer', `the event ${event} has a malformed meta`));
    else if (!this.#handleDirect(event, payload)) this.volatiles.next({ event, payload });
  }

  revoke(room: string, reason: string): void {
    this.rooms.revoke(room, reason);
    this.revoked.next({ room, reason });
  }

  /** Messages to this socket about itself. Returns false for all other events. */
  #handleDirect(event: string, payload: unknown): boolean {
    switch (event) {
      case 'access:revoked': {
        const { room, reason } = payload as WirePayload<'access:revoked'>;
        if (room === undefined) this.revoked.next({ reason });
        else this.revoke(room, reason);
        return true;
      }
      case 'registered':
        this.registered.next(payload as Registration);
        return true;
      case 'error':
        this.report(RealtimeError.of(payload as WirePayload<'error'>));
        return true;
      case 'rate_limit_exceeded': {
        const { event: command, retryAfter } = payload as WirePayload<'rate_limit_exceeded'>;
        this.report(
          new RealtimeError('rate_limited', `too many ${command}: retry after ${retryAfter} s`, retryAfter),
        );
        return true;
      }
      default:
        return false;
    }
  }
}
