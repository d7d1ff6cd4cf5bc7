import { Injectable, Logger } from '@nestjs/common';
import { SerialQueue } from '@passline/contracts/serial-queue';
import type { LiveSocket } from '../connections/socket-session.ts';
import { CatchUpBuffer } from './catch-up-buffer.ts';

const mostWaiting = 64;

/**
 * Runs the tasks of each socket one after the other, and sends the events that a task held back when that task ends.
 * Without it, a `join` and a `leave` sent together could take effect in the wrong order. The number of waiting tasks is
 * limited, because otherwise a client that sends faster than the store answers would fill the memory.
 */
@Injectable()
export class SocketQueue {
  readonly #log = new Logger('Sockets');
  readonly #queue = new SerialQueue();
  readonly #waiting = new Map<string, number>();

  constructor(private readonly catchUpBuffer: CatchUpBuffer) {}

  /** If it is full, the caller rejects the command with `rate_limited`. */
  isFull({ id }: LiveSocket): boolean {
    return (this.#waiting.get(id) ?? 0) >= mostWaiting;
  }

  /** Rejects when the task fails; later tasks of the socket run all the same. */
  run(socket: LiveSocket, task: () => Promise<void>): Promise<void> {
    this.#count(socket.id, 1);
    return this.#queue.run(socket.id, async () => {
      try {
        await task();
      } finally {
        this.catchUpBuffer.end(socket);
        this.#count(socket.id, -1);
      }
    });
  }

  /** For tasks that no command waits for: if one fails, the client reconnects, which does everything again. */
  runOrReconnect(socket: LiveSocket, failure: string, task: () => Promise<void>): void {
    this.run(socket, task).catch((error: unknown) => {
      this.#log.error({ err: error, socketId: socket.id, msg: failure });
      // Closes without a disconnect packet, so that a Socket.IO client reconnects, with its current rights.
      socket.conn.close();
    });
  }

  #count(id: string, change: 1 | -1): void {
    const waiting = (this.#waiting.get(id) ?? 0) + change;
    if (waiting > 0) this.#waiting.set(id, waiting);
    else this.#waiting.delete(id);
  }
}
