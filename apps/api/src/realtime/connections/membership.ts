import { Injectable } from '@nestjs/common';
import { Refusal, parseRoom } from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { OrdersHere } from '../access/orders-here.ts';
import { type Hearing, RoomPolicy, insideNameOf } from '../access/room-policy.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { StreamSubscriber } from '../delivery/stream-subscriber.ts';
import { Connections } from './connections.ts';
import { type LiveSocket, outsideNameOf, roleOf, roomsOf, userIdOf, watchersOf } from './standing.ts';

/** Lets sockets into rooms, one after asking the policy for each, and keeps what is known about a room with it. */
@Injectable()
export class Membership {
  #namespace: Namespace | undefined;

  constructor(
    private readonly policy: RoomPolicy,
    private readonly orders: OrdersHere,
    private readonly catchUpBuffer: CatchUpBuffer,
    private readonly subscriber: StreamSubscriber,
    private readonly connections: Connections,
  ) {}

  attach(namespace: Namespace): void {
    this.#namespace = namespace;
    namespace.adapter.on('delete-room', (inside: string) => {
      const name = outsideNameOf(inside);
      if (!this.isListenedTo(name)) this.#forget(name);
    });
  }

  isListenedTo(name: string): boolean {
    const rooms = this.#namespace?.adapter.rooms;
    return rooms !== undefined && (rooms.has(name) || rooms.has(watchersOf(name)));
  }

  /** Local sockets that hear a stream, in whatever way. */
  listenersOf(name: string): LiveSocket[] {
    const rooms = this.#namespace?.adapter.rooms;
    const ids = [...(rooms?.get(name) ?? []), ...(rooms?.get(watchersOf(name)) ?? [])];
    return ids.flatMap((id) => this.connections.get(id) ?? []);
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
