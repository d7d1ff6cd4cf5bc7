import { Injectable } from '@nestjs/common';
import { Refusal, parseRoom } from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import { type RoomVerdict, RoomPolicy, internalNameOf } from '../authorization/room-policy.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { type LiveSocket, roleOf, roomsOf, userIdOf, watchersOf } from '../connections/socket-session.ts';

/** Joins sockets to rooms after asking the policy, and keeps order facts while a room has sockets. */
@Injectable()
export class RoomMembership {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly orders: FollowedOrders,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly subscriber: StreamSubscriber,
    private readonly listeners: StreamListeners,
  ) {}

  attach(namespace: Namespace): void {
    this.listeners.attach(namespace, (name) => this.#forget(name));
  }

  /**
   * Joins the socket to the room if the policy allows it. Its events are held back until the running command ends. Nothing
   * may await between the current verdict and the join: a right withdrawn in between would be missed.
   */
  async enter(socket: LiveSocket, name: string): Promise<RoomVerdict> {
    let verdict: RoomVerdict;
    do verdict = await this.policy.ask(() => socket.data.socketSession.principal, name);
    while (!this.policy.isCurrent(verdict));
    if (!verdict.allowed || !socket.connected) return verdict;
    this.catchUpBuffer.begin(socket);
    if (verdict.order) this.orders.remember(verdict.order.facts, verdict.order.version);
    void socket.join(internalNameOf(verdict));
    try {
      await this.subscriber.open(name);
      return await this.#recheckCourier(socket, name, verdict);
    } catch (error) {
      this.leave(socket, name);
      throw new Refusal(
        'unavailable',
        'The room could not be opened because the store did not answer. Try again.',
        {
          cause: error,
        },
      );
    }
  }

  /**
   * A courier's right ends with the job. This node misses that event if it happens before the stream is open, so the order
   * is read again afterwards. From then on the event arrives, and LiveAccess removes the socket.
   */
  async #recheckCourier(socket: LiveSocket, name: string, before: RoomVerdict): Promise<RoomVerdict> {
    if (!before.order || roleOf(socket.data.socketSession) !== 'courier') return before;
    const verdict = await this.policy.ask(() => socket.data.socketSession.principal, name);
    if (verdict.allowed && verdict.order) this.orders.remember(verdict.order.facts, verdict.order.version);
    else this.leave(socket, name);
    return verdict;
  }

  leave(socket: LiveSocket, name: string): void {
    void socket.leave(name);
    void socket.leave(watchersOf(name));
  }

  /** Joins the socket to its automatic rooms and emits `registered`. */
  async register(socket: LiveSocket, names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.enter(socket, name)));
    socket.emit('registered', this.registrationOf(socket));
  }

  registrationOf(socket: LiveSocket): { userId: string | null; role: string; rooms: string[] } {
    const { socketSession } = socket.data;
    return { userId: userIdOf(socketSession), role: roleOf(socketSession), rooms: roomsOf(socket) };
  }

  #forget(name: string): void {
    this.subscriber.close(name);
    const parsed = parseRoom(name);
    if (parsed?.kind === 'order') this.orders.forget(parsed.id);
  }
}
