import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type LiveSocket, type SocketSession, holderIdOf, roleOf } from './socket-session.ts';

/** The sockets that are connected to this node. */
@Injectable()
export class Connections implements BeforeApplicationShutdown {
  readonly #all = new Map<string, LiveSocket>();
  /** The sockets of each user and each API key, the oldest first. */
  readonly #byUser = new Map<string, Set<LiveSocket>>();
  /** Customers and couriers whose first socket has connected or whose last has left, since they were taken. */
  #changed = new Set<string>();
  #checks: { everyMs: number; check: () => void; timer?: NodeJS.Timeout | undefined }[] = [];

  get size(): number {
    return this.#all.size;
  }

  all(): Iterable<LiveSocket> {
    return this.#all.values();
  }

  get(socketId: string): LiveSocket | undefined {
    return this.#all.get(socketId);
  }

  ofUser(userId: string): LiveSocket[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }

  users(): Iterable<[userId: string, sockets: ReadonlySet<LiveSocket>]> {
    return this.#byUser;
  }

  /** Calls `check` periodically, but only while a socket is connected: an idle process should sleep. */
  whileAny(everyMs: number, check: () => void): void {
    this.#checks.push({ everyMs, check });
    if (this.size > 0) this.#startChecks();
  }

  /** Sockets leave in their own time during a stop, and nothing may close them early. */
  beforeApplicationShutdown(): void {
    this.#stopChecks();
    this.#checks = [];
  }

  add(socket: LiveSocket): void {
    this.#all.set(socket.id, socket);
    this.#startChecks();
    const userId = holderIdOf(socket.data.socketSession);
    if (userId === null) return;
    const sockets = this.#byUser.get(userId);
    if (sockets) sockets.add(socket);
    else {
      this.#byUser.set(userId, new Set([socket]));
      this.#note(socket, userId);
    }
  }

  remove(socket: LiveSocket): void {
    this.#all.delete(socket.id);
    if (this.size === 0) this.#stopChecks();
    const userId = holderIdOf(socket.data.socketSession);
    const sockets = userId === null ? undefined : this.#byUser.get(userId);
    if (sockets?.delete(socket) && sockets.size === 0 && userId !== null) {
      this.#byUser.delete(userId);
      this.#note(socket, userId);
    }
  }

  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  #note({ data }: LiveSocket, userId: string): void {
    if (['customer', 'courier'].includes(roleOf(data.socketSession))) this.#changed.add(userId);
  }

  #startChecks(): void {
    for (const one of this.#checks) one.timer ??= setInterval(one.check, one.everyMs).unref();
  }

  #stopChecks(): void {
    for (const one of this.#checks) {
      clearInterval(one.timer);
      one.timer = undefined;
    }
  }

  *socketSessions(): Iterable<SocketSession> {
    for (const { data } of this.#all.values()) yield data.socketSession;
  }
}
