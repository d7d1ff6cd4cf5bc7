import { Injectable } from '@nestjs/common';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import type { LiveSocket } from '../connections/socket-session.ts';

interface Queue {
  last: Promise<void>;
  waiting: number;
}

const mostWaiting = 64;

/**
 * Runs the work of each socket one by one, in order of arrival. Held-back events are released when the work that held
 * them ends. Without it, a `join` and a `leave` sent together could take effect in the wrong order.
 */
@Injectable()
export class Turns {
  readonly #queues = new Map<string, Queue>();

  constructor(private readonly catchUpBuffer: CatchUpBuffer) {}

  /** Whether another command may wait. If not, the caller answers `rate_limited`. */
  hasRoom(socket: LiveSocket): boolean {
    return (this.#queues.get(socket.id)?.waiting ?? 0) < mostWaiting;
  }

  /** Rejects when `work` fails; later work of the socket runs all the same. */
  take(socket: LiveSocket, work: () => Promise<void>): Promise<void> {
    const queue = this.#queues.get(socket.id) ?? { last: Promise.resolve(), waiting: 0 };
    this.#queues.set(socket.id, queue);
    queue.waiting += 1;
    const turn = queue.last.then(work).finally(() => {
      this.catchUpBuffer.end(socket);
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(socket.id);
    });
    queue.last = turn.catch(() => undefined);
    return turn;
  }
}
