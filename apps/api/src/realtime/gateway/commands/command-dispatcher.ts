import { Injectable, Logger } from '@nestjs/common';
import { type CommandName, Refusal, commands } from '@passline/contracts';
import type { WsMessageHandler } from '@nestjs/common';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { SocketQueue } from '../../delivery/socket-queue.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { Reply } from './reply.ts';
import { unknownCommand } from './command.decorator.ts';

/** Skips the queue: a client sends `ping` to learn whether the server responds, so it must not wait for other commands. */
const withoutQueue: CommandName = 'ping';

/** Passes each command of a socket to its handler, one after the other, and sends the answer back. */
@Injectable()
export class CommandDispatcher {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly queue: SocketQueue,
    private readonly metrics: SocketMetrics,
  ) {}

  listen(socket: LiveSocket, handlers: readonly WsMessageHandler[]): void {
    socket.onAny((event: string, ...sent: unknown[]) => this.#receive(socket, handlers, event, sent));
  }

  #receive(socket: LiveSocket, handlers: readonly WsMessageHandler[], event: string, sent: unknown[]): void {
    this.metrics.countReceived(event);
    const last = sent.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (answer: unknown) => void) : null;
    const payload = acknowledge ? sent.slice(0, -1) : sent;
    const name = Object.hasOwn(commands, event) ? (event as CommandName) : undefined;
    const reply = new Reply(socket, name, acknowledge);
    const handler = handlers.find(({ message }) => message === (name ?? unknownCommand));
    if (!handler || this.queue.isFull(socket)) {
      reply.refuse(
        new Refusal(
          'rate_limited',
          'Too many commands of this socket are waiting. Wait for their answers before you send more.',
          { retryAfter: 1 },
        ),
      );
      return;
    }
    const work = async () => {
      const body: unknown = await handler.callback(payload.length > 1 ? payload : payload[0], reply);
      // Undefined: the command failed, and the filter has answered.
      if (typeof body === 'object' && body !== null) reply.ok(body);
    };
    (name === withoutQueue ? work() : this.queue.run(socket, work)).catch((error: unknown) => {
      this.#log.error({ err: error, event: name, msg: 'a command could not be answered' });
    });
  }
}
