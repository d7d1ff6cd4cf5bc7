import { Injectable, Logger } from '@nestjs/common';
import {
  type ChatSide,
  chatSideOf,
  Refusal,
  type Role,
  type StreamPositions,
  type WirePayload,
} from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { ChatService } from '../../../modules/chat/chat.service.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { StreamSubscriber } from '../../streams/stream-subscriber.ts';

interface Sent {
  id: string;
  orderId: string;
  streams: SequencedPublication['streams'];
  epoch: string;
  /** The sides that have it; the sender's is one of them. */
  heldBy: Set<ChatSide | null>;
}

/** Later ones replace the oldest, which are then confirmed by reading only. */
const mostMessages = 1_000;

/**
 * The position from which a client resumes a stream confirms every chat message before it, also for clients that do not send
 * `chat:delivered` and for those that lost their connection before they could. The messages of late are in memory, so a sync
 * reads and writes nothing unless it confirms one.
 */
@Injectable()
export class ConfirmedMessages {
  readonly #log = new Logger(ConfirmedMessages.name);
  readonly #byStream = new Map<string, Sent[]>();
  /** By id, the oldest first. */
  readonly #messages = new Map<string, Sent>();

  constructor(
    private readonly chat: ChatService,
    subscriber: StreamSubscriber,
  ) {
    subscriber.onPublication((publication) => this.#follow(publication));
  }

  /** `denied`: the streams that the caller may not read. */
  synced(
    { data: { socketSession } }: LiveSocket,
    positions: StreamPositions,
    denied: readonly string[],
  ): void {
    const { caller } = socketSession;
    if (this.#messages.size === 0 || caller?.kind !== 'user') return;
    const side = chatSideOf(caller.role);
    const newest = new Map<string, Sent>();
    for (const [stream, { seq, epoch }] of Object.entries(positions)) {
      if (denied.includes(stream)) continue;
      for (const sent of this.#byStream.get(stream) ?? [])
        if ((sent.streams[stream] ?? Infinity) <= seq && sent.epoch === epoch && !sent.heldBy.has(side))
          newest.set(sent.orderId, sent);
    }
    for (const { orderId, id, heldBy } of newest.values()) {
      // At once: the next sync may come before the event.
      heldBy.add(side);
      this.chat.delivered(caller, orderId, id).catch((error: unknown) => {
        heldBy.delete(side);
        // The order is no longer theirs.
        if (!(error instanceof Refusal))
          this.#log.warn({ err: error, orderId, msg: 'delivery of a chat message could not be recorded' });
      });
    }
  }

  #follow({ type, data, streams, epoch }: SequencedPublication): void {
    if (type === 'chat:message') {
      const { id, orderId, from } = data as WirePayload<'chat:message'>;
      this.#add({ id, orderId, streams, epoch, heldBy: new Set([chatSideOf(from.role as Role)]) });
    } else if (type === 'chat:delivered' || type === 'chat:read') {
      const { orderId, side, upTo } = data as WirePayload<typeof type>;
      if (side) this.#hold(orderId, side, upTo);
    }
  }

  #add(sent: Sent): void {
    this.#messages.set(sent.id, sent);
    for (const stream of Object.keys(sent.streams)) {
      const known = this.#byStream.get(stream);
      if (known) known.push(sent);
      else this.#byStream.set(stream, [sent]);
    }
    const [oldest] = this.#messages.values();
    if (this.#messages.size > mostMessages && oldest) this.#forget(oldest);
  }

  #hold(orderId: string, side: ChatSide, upTo: string): void {
    if (!this.#messages.has(upTo)) return;
    for (const sent of this.#messages.values()) {
      if (sent.orderId === orderId) sent.heldBy.add(side);
      if (sent.id === upTo) return;
    }
  }

  #forget({ id, streams }: Sent): void {
    this.#messages.delete(id);
    for (const stream of Object.keys(streams)) {
      const left = (this.#byStream.get(stream) ?? []).filter((sent) => sent.id !== id);
      if (left.length > 0) this.#byStream.set(stream, left);
      else this.#byStream.delete(stream);
    }
  }
}
