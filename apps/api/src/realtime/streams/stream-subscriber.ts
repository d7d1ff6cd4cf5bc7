import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type SequencedPublication, StreamLog, type StreamPosition } from '@passline/event-log';
import type { Namespace } from 'socket.io';
import { Tracing } from '../../infrastructure/tracing/tracing.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { type NodePublication, fromNodePublication, toNodePublication } from './node-publication.ts';
import { SocketEmitter } from '../delivery/socket-emitter.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** Entries that one node has appended to the log. */
    published: { message: readonly NodePublication[]; answer: unknown };
  }
}

type Listener = (publication: SequencedPublication) => void;

const entriesPerMessage = 100;

/**
 * Follows the log and delivers each entry to this node's sockets. Entries arrive by own writes, by messages of other
 * nodes and by reads of the log, but are always delivered in the order of the log. So a change of rights is applied
 * before anything that was published after it.
 */
@Injectable()
export class StreamSubscriber implements OnModuleInit, OnModuleDestroy {
  readonly #log = new Logger(StreamSubscriber.name);
  /** Streams for the nodes themselves; no client receives them. */
  readonly #internal = new Map<string, Listener>();
  readonly #listeners: Listener[] = [];
  #namespace: Namespace | undefined;
  #emitter: SocketEmitter | undefined;
  #unfollow: () => void = () => undefined;

  constructor(
    private readonly streams: StreamLog,
    bus: NodeBus,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly metrics: SocketMetrics,
    scheduler: Scheduler,
    private readonly tracing: Tracing,
  ) {
    bus.on('published', (publications) => {
      streams.offer(publications.map(fromNodePublication));
      scheduler.lookSoon();
    });
    streams.onAppended((publications) => {
      for (let from = 0; from < publications.length; from += entriesPerMessage)
        bus.send('published', publications.slice(from, from + entriesPerMessage).map(toNodePublication));
    });
  }

  async onModuleInit(): Promise<void> {
    this.#unfollow = await this.streams.follow({
      entry: (publication) => this.#deliver(publication),
      lost: () => this.#reconnectAll(),
    });
  }

  onModuleDestroy(): void {
    this.#unfollow();
  }

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
    this.#emitter = new SocketEmitter(namespace, this.catchUpBuffer);
  }

  /** Listeners run before any socket receives the entry, so the order facts of this node are as new as the event. */
  onPublication(listener: Listener): void {
    this.#listeners.push(listener);
  }

  onInternal(stream: string, listener: Listener): void {
    this.#internal.set(stream, listener);
  }

  /** Keeps the head of the stream in memory, so that `position` knows it. Delivery does not depend on it. */
  open(stream: string): Promise<void> {
    return this.streams.open(stream);
  }

  /** The position up to which this node has delivered the stream to its sockets. */
  position(stream: string): StreamPosition | null {
    return this.streams.positionOf(stream);
  }

  close(stream: string): void {
    this.streams.close(stream);
  }

  #deliver(publication: SequencedPublication): void {
    try {
      const [stream = ''] = Object.keys(publication.streams);
      const internal = this.#internal.get(stream);
      if (internal) {
        internal(publication);
        return;
      }
      const step = this.tracing.resume(publication.trace, `emit ${publication.type}`);
      for (const listener of this.#listeners) listener(publication);
      const sent = this.#emitter?.send(publication) ?? 0;
      if (sent === 0) return;
      this.metrics.countSent(publication.type, sent, publication.at);
      step?.describe({ 'passline.event.id': publication.id, 'passline.sockets': sent });
      step?.end();
    } catch (error) {
      // The entry counts as delivered: one that cannot be sent must not block all later ones.
      this.metrics.failed.inc();
      this.#log.error({ err: error, event: publication.type, msg: 'event could not be delivered' });
    }
  }

  /** This node was suspended for longer than the log keeps entries: clients reconnect and load a snapshot. */
  #reconnectAll(): void {
    this.#log.warn({
      msg: 'log entries expired before this node read them; all sockets are closed so that they reconnect',
    });
    for (const socket of this.#namespace?.sockets.values() ?? []) socket.conn.close();
  }
}
