import { Injectable } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { Connections } from './connections.ts';
import { type LiveSocket, publicNameOf, watchersOf } from './socket-session.ts';

/** Finds the sockets of this node that are in the room of a stream. */
@Injectable()
export class StreamListeners {
  #namespace: Namespace | undefined;

  constructor(private readonly connections: Connections) {}

  /** `onLastLeft` is called with the name of each stream that no socket of this node listens to any more. */
  attach(namespace: Namespace, onLastLeft: (stream: string) => void): void {
    this.#namespace = namespace;
    namespace.adapter.on('delete-room', (internalName: string) => {
      const name = publicNameOf(internalName);
      if (!this.has(name)) onLastLeft(name);
    });
  }

  has(stream: string): boolean {
    const rooms = this.#namespace?.adapter.rooms;
    return rooms !== undefined && (rooms.has(stream) || rooms.has(watchersOf(stream)));
  }

  /** Participants and watchers. */
  of(stream: string): LiveSocket[] {
    const rooms = this.#namespace?.adapter.rooms;
    const ids = [...(rooms?.get(stream) ?? []), ...(rooms?.get(watchersOf(stream)) ?? [])];
    return ids.flatMap((id) => this.connections.get(id) ?? []);
  }
}
