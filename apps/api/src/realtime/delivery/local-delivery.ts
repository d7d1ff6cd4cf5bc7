import { Injectable, Logger } from '@nestjs/common';
import { StreamLog, type StreamEntry, type StreamPosition } from '@passline/event-log';
import type { Namespace } from 'socket.io';
import { SocketMeters } from '../socket-meters.ts';
import { loggedOf, type Announced, type Logged, type Saying } from './announced.ts';
import { Emission } from './emission.ts';
import { Holds } from './holds.ts';
import { Ordering, type Missing } from './ordering.ts';
import { Peers } from './peers.ts';

const mostPages = 20;

type Hearer = (announced: Announced) => void;

/**
 * From the log to this node's sockets. Whatever brings an event here (this process, another node, the sweep) goes
 * through the same ordering, so it does not matter which of them was first, or whether all of them came.
 */
@Injectable()
export class LocalDelivery {
  readonly #log = new Logger(LocalDelivery.name);
  /** Streams that are for the nodes themselves. */
  readonly #internal = new Map<string, Hearer>();
  readonly #hearers: Hearer[] = [];
  readonly #ordering: Ordering;
  #emission: Emission | undefined;

  constructor(
    private readonly streams: StreamLog,
    private readonly peers: Peers,
    private readonly holds: Holds,
    private readonly meters: SocketMeters,
  ) {
    this.#ordering = new Ordering({
      head: (stream) => streams.head(stream),
      after: (stream, position) => this.#after(stream, position),
      deliver: (announced) => this.#deliver(announced),
      onHealed: () => meters.gapsHealed.inc(),
      onOutOfTurn: () => meters.outOfTurn.inc(),
      onError: (error) => this.#failed(error),
    });
    peers.on('announced', (announced) => {
      this.#ordering.offer(announced);
    });
  }

  attach(namespace: Namespace): void {
    this.#emission = new Emission(namespace, this.holds);
  }

  /** Before it is sent to anybody: what this node knows of an order follows what is said of it. */
  hear(hearer: Hearer): void {
    this.#hearers.push(hearer);
  }

  async hearInternal(stream: string, hearer: Hearer): Promise<void> {
    this.#internal.set(stream, hearer);
    await this.#ordering.open(stream);
  }

  /** Resolves when it is in the log; from then on it will be heard, with or without this node. */
  async say(sayings: readonly Saying[]): Promise<void> {
    const all = await Promise.all(sayings.map((saying) => this.#append(saying)));
    for (const announced of all) {
      this.peers.tell('announced', announced);
      this.#ordering.offer(announced);
    }
  }

  /** Resolves when nothing that is said in this stream from now on can pass this node by. */
  async open(stream: string): Promise<void> {
    await this.#ordering.open(stream);
  }

  /** Everything up to here has been sent to whoever listens, and everything after it will be. */
  position(stream: string): StreamPosition | null {
    return this.#ordering.position(stream);
  }

  /** At once, for a client that has come from a node which was further. */
  async catchUp(stream: string): Promise<void> {
    const position = this.position(stream);
    if (!position) return;
    const { found } = await this.#after(stream, position);
    for (const announced of found) this.#ordering.offer(announced);
  }

  hasDelivered(stream: string, place: StreamPosition): boolean {
    return this.#ordering.hasDelivered(stream, place);
  }

  /** Nobody here listens any more: what is said in it costs nothing. */
  close(stream: string): void {
    if (!this.#internal.has(stream)) this.#ordering.close(stream);
  }

  /** Delivers what came into the log since then and has not been delivered. */
  async sweep(from: Date): Promise<void> {
    for await (const entries of this.streams.since(from, (place) => this.#ordering.isWanted(place)))
      for (const entry of entries)
        // By now it may have come by itself.
        if (this.#ordering.isWanted(entry)) {
          this.meters.gapsHealed.inc();
          this.#ordering.offer(await this.#complete(entry));
        }
  }

  stop(): void {
    this.#ordering.stop();
  }

  async #append({ id, event, at, payload, streams }: Saying): Promise<Announced> {
    const data: Logged = { payload, ...(streams.length > 1 && { streams }) };
    const places = await this.streams.append(
      streams.map((stream) => ({ stream, eventId: id, type: event, at, data })),
    );
    return {
      id,
      event,
      at: at.toISOString(),
      payload,
      streams: Object.fromEntries(places.map(({ stream, seq, epoch }) => [stream, { seq, epoch }])),
    };
  }

  /**
   * An entry knows the other streams of its event, but not its places there. Appending again finds them, and writes
   * those that a node which died in the middle did not.
   */
  async #complete(entry: StreamEntry): Promise<Announced> {
    const { payload, streams = [entry.stream] } = loggedOf(entry);
    const { eventId, type, at, stream, seq, epoch } = entry;
    return streams.length === 1
      ? { id: eventId, event: type, at: at.toISOString(), payload, streams: { [stream]: { seq, epoch } } }
      : this.#append({ id: eventId, event: type, at, payload, streams });
  }

  async #after(stream: string, position: StreamPosition): Promise<Missing> {
    const found: Announced[] = [];
    let from = position;
    for (let page = 0; page < mostPages; page += 1) {
      const { entries, resync, head } = await this.streams.after(stream, from);
      if (resync) return { found, lost: true };
      for (const entry of entries) found.push(await this.#complete(entry));
      const last = entries.at(-1);
      if (!last || last.seq >= head.seq) break;
      from = last;
    }
    return { found, lost: false };
  }

  #deliver(announced: Announced): void {
    const [stream = ''] = Object.keys(announced.streams);
    const internal = this.#internal.get(stream);
    if (internal) {
      internal(announced);
      return;
    }
    for (const hearer of this.#hearers) hearer(announced);
    const sent = this.#emission?.send(announced) ?? 0;
    if (sent > 0) this.meters.sentOut(announced.event, sent, new Date(announced.at));
  }

  #failed(error: unknown): void {
    this.meters.failed.inc();
    this.#log.error({ err: error, msg: 'an event could not be delivered; the sweep comes again' });
  }
}
