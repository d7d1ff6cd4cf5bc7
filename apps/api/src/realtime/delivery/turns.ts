import { Injectable } from '@nestjs/common';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import type { LiveSocket } from '../connections/socket-session.ts';

interface Queue {
  last: Promise<void>;
  waiting: number;
}

const mostWaiting = 64;

/**
 * One thing after another for each socket: what a client sends first is done first, and a hold ends with the turn
 * that began it. Without it `join` and `leave` sent together could end the other way round.
 */
@Injectable()
export class Turns {
  readonly #queues = new Map<string, Queue>();

  constructor(private readonly catchUpBuffer: CatchUpBuffer) {}

  /** Whether more may wait; a client that asks faster than it is answered is told to slow down. */
  hasRoom(socket: LiveSocket): boolean {
    return (this.#queues.get(socket.id)?.waiting ?? 0) < mostWaiting;
  }

  /** `work` answers by itself and never rejects for long: a failure ends its turn and no other. */
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
