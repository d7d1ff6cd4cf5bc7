/** A raw Socket.IO client of one stream that keeps its position, resumes with `sync` and records what it receives. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandAnswer, Meta, StreamPosition, StreamPositions } from '@passline/contracts';
import { io, type Socket } from 'socket.io-client';
import { eventKey } from '../testing/due-events.ts';

export interface Excuse {
  after: number;
  upTo: number;
  epoch: string;
}

type SyncAnswer = CommandAnswer<'sync'>;
type OrderPayload = { orderId?: string; version?: number };

const answerLimitMs = 10_000;

export class Screen {
  readonly name: string;
  readonly stream: string;
  readonly #socket: Socket;
  readonly #token: () => string;
  /** The first position of each expected event, to check which events an excuse covers. */
  readonly received = new Map<string, StreamPosition>();
  readonly excuses: Excuse[] = [];
  readonly doubled: string[] = [];
  readonly inversions: string[] = [];
  readonly #lags: number[] = [];
  #positions: StreamPositions = {};
  /** On the current connection: the ids of live events, and the last live sequence. */
  #live = new Set<string>();
  #lastLive = 0;
  /** The client's position at its connection; after the answer of `sync`, the position from that answer. */
  #covered: StreamPosition | undefined;
  #connection = 0;
  #isSynced = false;
  refusals = 0;

  constructor(name: string, url: string, stream: string, token: () => string) {
    this.name = name;
    this.stream = stream;
    this.#token = token;
    this.#socket = io(url, {
      auth: (give) => give({ token: token() }),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 2_000,
    });
    this.#socket.on('connect', () => void this.#resume((this.#connection += 1)));
    this.#socket.on('disconnect', (reason) => {
      this.#isSynced = false;
      // After a disconnect by the server, the client does not reconnect by itself.
      if (reason === 'io server disconnect') this.#reconnectSoon();
    });
    this.#socket.on('connect_error', () => {
      this.refusals += 1;
      if (!this.#socket.active) this.#reconnectSoon();
    });
    this.#socket.onAny((event: string, payload: OrderPayload, meta?: Meta) => {
      if (meta) this.#onLive(event, payload, meta);
    });
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  get connections(): number {
    return this.#connection;
  }

  /** The delays of live events since the last call. */
  takeLags(): number[] {
    return this.#lags.splice(0);
  }

  /** A new access token for the open connection. */
  renew(): void {
    if (this.#socket.connected) this.#socket.emit('auth:refresh', { token: this.#token() });
  }

  close(): void {
    this.#socket.disconnect();
  }

  #reconnectSoon(): void {
    setTimeout(() => this.#socket.connect(), 500);
  }

  #onLive(event: string, payload: OrderPayload, meta: Meta): void {
    const place = meta.streams[this.stream];
    this.#advance(meta.streams, this.#isSynced);
    if (!place) return;
    this.#lags.push(Date.now() - Date.parse(meta.at));
    const at = `${this.name} connection ${this.#connection}: ${event} ${payload.orderId ?? meta.id} at ${place.seq}`;
    if (this.#live.has(meta.id)) this.doubled.push(`${at}, delivered twice on one connection`);
    else if (this.#covered?.epoch === place.epoch && place.seq <= this.#covered.seq)
      this.doubled.push(`${at}, the client's position was ${this.#covered.seq}`);
    if (place.seq <= this.#lastLive) this.inversions.push(`${at}, after ${this.#lastLive}`);
    this.#live.add(meta.id);
    this.#lastLive = Math.max(this.#lastLive, place.seq);
    this.#record(event, payload, place);
  }

  #record(event: string, { orderId, version }: OrderPayload, place: StreamPosition): void {
    if (orderId === undefined || version === undefined) return;
    const key = eventKey({ event, orderId, version });
    if (!this.received.has(key)) this.received.set(key, place);
  }

  /** Live events do not advance the position before the answer of `sync`, because earlier events are still missing. */
  #advance(streams: StreamPositions, isAllowed: boolean): void {
    if (!isAllowed) return;
    for (const [stream, { seq, epoch }] of Object.entries(streams)) {
      const known = this.#positions[stream];
      if (known?.epoch !== epoch || known.seq < seq) this.#positions[stream] = { seq, epoch };
    }
  }

  async #resume(connection: number): Promise<void> {
    this.#live = new Set();
    this.#lastLive = 0;
    this.#isSynced = false;
    this.#covered = this.#positions[this.stream];
    const isOver = () => connection !== this.#connection || !this.#socket.connected;
    for (;;) {
      if (isOver()) return;
      const asked = { ...this.#positions };
      const answer = await this.#ask(asked);
      if (isOver()) return;
      if (answer?.ok !== true) {
        await pause((answer?.error.retryAfter ?? 1) * 1_000);
        continue;
      }
      this.#take(asked, answer);
      if (!answer.more) break;
    }
    this.#isSynced = true;
  }

  #ask(streams: StreamPositions): Promise<SyncAnswer | undefined> {
    return this.#socket
      .timeout(answerLimitMs)
      .emitWithAck('sync', { streams })
      .then(
        (answer: SyncAnswer) => answer,
        // No answer within the limit: the connection is lost or the node is slow, so `sync` is repeated.
        () => undefined,
      );
  }

  #take(asked: StreamPositions, answer: Extract<SyncAnswer, { ok: true }>): void {
    const from = asked[this.stream];
    for (const { event, payload, meta } of answer.missed) {
      const place = meta.streams[this.stream];
      if (!place) continue;
      if (from?.epoch === place.epoch && place.seq <= from.seq)
        this.doubled.push(`${this.name}: sync after ${from.seq} answered ${event} at ${place.seq}`);
      this.#record(event, payload as OrderPayload, place);
    }
    for (const [stream, { seq, epoch, resync }] of Object.entries(answer.streams)) {
      if (resync && stream === this.stream)
        this.excuses.push({
          after: asked[stream]?.epoch === epoch ? asked[stream].seq : 0,
          upTo: seq,
          epoch,
        });
      this.#positions[stream] = { seq, epoch };
    }
    this.#covered = this.#positions[this.stream];
    // Live events that arrived during `sync` come after its position, and are counted now.
    if (this.#covered && !answer.more && this.#lastLive > this.#covered.seq)
      this.#positions[this.stream] = { seq: this.#lastLive, epoch: this.#covered.epoch };
  }
}
