import type { Meta } from '@passline/contracts';
import type { LiveSocket } from '../connections/socket-session.ts';

export interface HeldBack {
  id: string;
  event: string;
  payload: unknown;
  meta: Pick<Meta, 'streams'>;
  /** The rooms through which it reached the socket. */
  rooms: readonly string[];
}

interface Hold {
  socket: LiveSocket;
  waiting: HeldBack[];
  /** Ids of the events that the answer contains. */
  replayed: Set<string>;
  /** By stream, the last position that the answer covers. */
  covered: Map<string, number>;
}

const capacityPerSocket = 5_000;

/**
 * Keeps live events back while the server replays missed events to a socket, and sends them after the replay. Without
 * it a client that joins could receive events out of order, twice or not at all.
 */
export class CatchUpBuffer {
  readonly #held = new Map<string, Hold>();

  get size(): number {
    return this.#held.size;
  }

  ids(): Iterable<string> {
    return this.#held.keys();
  }

  has(socketId: string): boolean {
    return this.#held.has(socketId);
  }

  begin(socket: LiveSocket): void {
    if (!this.#held.has(socket.id))
      this.#held.set(socket.id, { socket, waiting: [], replayed: new Set(), covered: new Map() });
  }

  /** The answer covers this stream up to this position and contains these events. */
  markCovered(socket: LiveSocket, stream: string, seq: number, ids: Iterable<string>): void {
    const hold = this.#held.get(socket.id);
    if (!hold) return;
    for (const id of ids) hold.replayed.add(id);
    hold.covered.set(stream, seq);
  }

  /** The first position of this stream that is kept back for the socket. */
  firstSeq(socket: LiveSocket, stream: string): number | undefined {
    for (const { meta } of this.#held.get(socket.id)?.waiting ?? []) {
      const position = meta.streams[stream];
      if (position) return position.seq;
    }
    return undefined;
  }

  add(socketId: string, event: HeldBack): void {
    const hold = this.#held.get(socketId);
    if (!hold) return;
    hold.waiting.push(event);
    if (hold.waiting.length > capacityPerSocket) {
      this.#held.delete(socketId);
      // The client reconnects and resumes from the position it had.
      hold.socket.conn.close();
    }
  }

  /** Call it after the answer was sent. Events of rooms that the socket has left in the meantime are dropped. */
  end(socket: LiveSocket): void {
    const hold = this.#held.get(socket.id);
    if (!hold) return;
    this.#held.delete(socket.id);
    for (const { id, event, payload, meta, rooms } of hold.waiting)
      if (!hold.replayed.has(id) && !isCovered(hold, meta) && rooms.some((name) => socket.rooms.has(name)))
        socket.emit(event, payload, meta);
  }

  forget(socketId: string): void {
    this.#held.delete(socketId);
  }
}

const isCovered = ({ covered }: Hold, { streams }: HeldBack['meta']): boolean =>
  Object.entries(streams).every(([name, { seq }]) => seq <= (covered.get(name) ?? 0));
