import type { Meta } from '@passline/contracts';
import type { LiveSocket } from '../connections/standing.ts';

export interface HeldBack {
  id: string;
  event: string;
  payload: unknown;
  meta: Pick<Meta, 'streams'>;
  /** By which rooms it came. */
  rooms: readonly string[];
}

interface Hold {
  socket: LiveSocket;
  waiting: HeldBack[];
  /** Events that the answer contains. */
  told: Set<string>;
  /** By stream, up to which place the answer covers it. */
  covered: Map<string, number>;
}

const mostHeld = 5_000;

/**
 * What is said while a socket is being told what it missed waits until it has been told. Without it, a client that
 * joins would hear the newest first, or something twice, or not at all.
 */
export class Holds {
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
      this.#held.set(socket.id, { socket, waiting: [], told: new Set(), covered: new Map() });
  }

  /** The answer covers this stream up to this place, with these events. */
  covered(socket: LiveSocket, stream: string, seq: number, ids: Iterable<string>): void {
    const hold = this.#held.get(socket.id);
    if (!hold) return;
    for (const id of ids) hold.told.add(id);
    hold.covered.set(stream, seq);
  }

  /** The first place in this stream that waits for the socket. */
  firstPlace(socket: LiveSocket, stream: string): number | undefined {
    for (const { meta } of this.#held.get(socket.id)?.waiting ?? []) {
      const place = meta.streams[stream];
      if (place) return place.seq;
    }
    return undefined;
  }

  add(socketId: string, event: HeldBack): void {
    const hold = this.#held.get(socketId);
    if (!hold) return;
    hold.waiting.push(event);
    if (hold.waiting.length > mostHeld) {
      this.#held.delete(socketId);
      // It comes back and asks from where it was.
      hold.socket.conn.close();
    }
  }

  /** After the answer is on its way. A room that was lost in between takes with it what came by it. */
  end(socket: LiveSocket): void {
    const hold = this.#held.get(socket.id);
    if (!hold) return;
    this.#held.delete(socket.id);
    for (const { id, event, payload, meta, rooms } of hold.waiting)
      if (!hold.told.has(id) && !isCovered(hold, meta) && rooms.some((name) => socket.rooms.has(name)))
        socket.emit(event, payload, meta);
  }

  forget(socketId: string): void {
    this.#held.delete(socketId);
  }
}

const isCovered = ({ covered }: Hold, { streams }: HeldBack['meta']): boolean =>
  Object.entries(streams).every(([name, { seq }]) => seq <= (covered.get(name) ?? 0));
