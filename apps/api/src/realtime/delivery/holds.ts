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

const mostHeld = 5_000;

/**
 * What is said while a socket is being told what it missed waits until it has been told. Without it, a client that
 * joins would hear the newest first, or something twice, or not at all.
 */
export class Holds {
  readonly #held = new Map<string, { socket: LiveSocket; waiting: HeldBack[]; told: Set<string> }>();

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
    if (!this.#held.has(socket.id)) this.#held.set(socket.id, { socket, waiting: [], told: new Set() });
  }

  /** These are in the answer. */
  told(socket: LiveSocket, ids: Iterable<string>): void {
    const hold = this.#held.get(socket.id);
    if (hold) for (const id of ids) hold.told.add(id);
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
      if (!hold.told.has(id) && rooms.some((name) => socket.rooms.has(name)))
        socket.emit(event, payload, meta);
  }

  forget(socketId: string): void {
    this.#held.delete(socketId);
  }
}
