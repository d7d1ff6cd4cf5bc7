import { Injectable } from '@nestjs/common';
import { NodeBus } from '../cluster/node-bus.ts';
import { Connections } from './connections.ts';
import { type LiveSocket, roomsOf } from './socket-session.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** The sockets of one user, or of the tracking links to one order, on the other node. */
    sockets: { message: SocketOwner; answer: FoundSocket[] };
  }
}

/** Selects the sockets of a user, or those with a tracking link to an order. */
export type SocketOwner = { userId: string } | { orderId: string };

interface FoundSocket {
  id: string;
  since: string;
  rooms: string[];
}

/** Finds the sockets of one owner on all nodes that answer in time. */
@Injectable()
export class SocketSearch {
  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
  ) {
    bus.on('sockets', (owner) => this.#onThisNode(owner));
  }

  async of(owner: SocketOwner): Promise<FoundSocket[]> {
    return [this.#onThisNode(owner), ...(await this.bus.request('sockets', owner))].flat();
  }

  #onThisNode(owner: SocketOwner): FoundSocket[] {
    const sockets = 'userId' in owner ? this.connections.ofUser(owner.userId) : this.#linkedTo(owner.orderId);
    return sockets.map((socket) => ({
      id: socket.id,
      since: socket.data.socketSession.since.toISOString(),
      rooms: roomsOf(socket),
    }));
  }

  #linkedTo(orderId: string): LiveSocket[] {
    return [...this.connections.all()].filter(
      ({ data: { socketSession } }) =>
        socketSession.principal.kind === 'tracking' && socketSession.principal.orderId === orderId,
    );
  }
}
