import { Injectable } from '@nestjs/common';
import { Refusal, parseRoom } from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { OrdersHere } from '../authorization/orders-here.ts';
import { type Hearing, RoomPolicy, insideNameOf } from '../authorization/room-policy.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { type LiveSocket, roleOf, roomsOf, userIdOf, watchersOf } from '../connections/socket-session.ts';

/** Lets sockets into rooms, one after asking the policy for each, and keeps what is known about a room with it. */
@Injectable()
export class Membership {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly orders: OrdersHere,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly subscriber: StreamSubscriber,
    private readonly listeners: StreamListeners,
  ) {}

  attach(namespace: Namespace): void {
    this.listeners.attach(namespace, (name) => this.#forget(name));
  }

  /**
   * From here on the socket hears this stream, after its turn is over. Null: it has gone meanwhile. The policy is
   * asked and the room entered without anything in between.
   */
  async enter(socket: LiveSocket, name: string): Promise<Hearing> {
    let hearing: Hearing;
    do hearing = await this.policy.ask(() => socket.data.standing.principal, name);
    while (!this.policy.isCurrent(hearing));
    if (!hearing.allowed || !socket.connected) return hearing;
    this.catchUpBuffer.begin(socket);
    if (hearing.order) this.orders.learn(hearing.order.facts, hearing.order.version);
    void socket.join(insideNameOf(hearing));
    try {
      await this.subscriber.open(name);
      return await this.#stillTheirs(socket, name, hearing);
    } catch (error) {
      this.leave(socket, name);
      throw new Refusal('unavailable', 'The room cannot be read at the moment.', { cause: error });
    }
  }

  /**
   * A courier's right ends with the job. An end that this node was not yet listening for passes it by, so the order is
   * read again once the stream is open: from then on its end is heard, and the socket is taken out.
   */
  async #stillTheirs(socket: LiveSocket, name: string, before: Hearing): Promise<Hearing> {
    if (!before.order || roleOf(socket.data.standing) !== 'courier') return before;
    const hearing = await this.policy.ask(() => socket.data.standing.principal, name);
    if (hearing.allowed && hearing.order) this.orders.learn(hearing.order.facts, hearing.order.version);
    else this.leave(socket, name);
    return hearing;
  }

  leave(socket: LiveSocket, name: string): void {
    void socket.leave(name);
    void socket.leave(watchersOf(name));
  }

  /** Enters the rooms that a socket is in without asking, and says so. */
  async register(socket: LiveSocket, names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.enter(socket, name)));
    socket.emit('registered', this.introduce(socket));
  }

  introduce(socket: LiveSocket): { userId: string | null; role: string; rooms: string[] } {
    const { standing } = socket.data;
    return { userId: userIdOf(standing), role: roleOf(standing), rooms: roomsOf(socket) };
  }

  #forget(name: string): void {
    this.subscriber.close(name);
    const parsed = parseRoom(name);
    if (parsed?.kind === 'order') this.orders.forget(parsed.id);
  }
}
