import { Injectable, Logger } from '@nestjs/common';
import { type CommandName, Refusal, commands, problems } from '@passline/contracts';
import type { WsMessageHandler } from '@nestjs/common';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { SocketQueue } from '../../delivery/socket-queue.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import type { Step } from '../../../infrastructure/tracing/spans.ts';
import { Tracing } from '../../../infrastructure/tracing/tracing.ts';
import { Reply } from './reply.ts';
import { unknownCommand } from './command.decorator.ts';

/** Skips the queue: a client sends `ping` to learn whether the server responds, so it must not wait for other commands. */
const unqueuedCommand: CommandName = 'ping';

const queueFull = () =>
  new Refusal(
    'rate_limited',
    'This socket has too many unanswered commands. Wait for their acknowledgements before you send more.',
    { retryAfter: 1 },
  );

/** Passes each command of a socket to its handler, one after the other, and sends the answer back. */
@Injectable()
export class CommandDispatcher {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly queue: SocketQueue,
    private readonly metrics: SocketMetrics,
    private readonly tracing: Tracing,
  ) {}

  listen(socket: LiveSocket, handlers: readonly WsMessageHandler[]): void {
    socket.onAny((event: string, ...args: unknown[]) => this.#receive(socket, handlers, event, args));
  }

  #receive(socket: LiveSocket, handlers: readonly WsMessageHandler[], event: string, args: unknown[]): void {
    this.metrics.countReceived(event);
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (answer: unknown) => void) : null;
    const payload = acknowledge ? args.slice(0, -1) : args;
    const name = Object.hasOwn(commands, event) ? (event as CommandName) : undefined;
    const reply = new Reply(socket, name, acknowledge);
    const handler = handlers.find(({ message }) => message === (name ?? unknownCommand));
    if (!handler) {
      this.#log.error({ event: name ?? unknownCommand, msg: 'a command has no handler' });
      reply.refuse(new Refusal('internal_error', 'The server has no handler for this command.'));
      return;
    }
    const isUnqueued = name === unqueuedCommand;
    if (!isUnqueued && this.queue.isFull(socket)) {
      reply.refuse(queueFull());
      return;
    }
    const work = async () => {
      // The handler of unknown commands gets the name instead of the payload.
      const sent = name === undefined ? event : payload.length > 1 ? payload : payload[0];
      const body: unknown = await handler.callback(sent, reply);
      // Undefined means that the command failed and CommandFilter has already replied.
      if (typeof body === 'object' && body !== null) reply.ok(body);
    };
    (isUnqueued ? work() : this.queue.run(socket, () => this.#traced(reply, work))).catch(
      (error: unknown) => {
        this.#log.error({ err: error, event: name, msg: 'command failed without a reply' });
      },
    );
  }

  async #traced(reply: Reply, work: () => Promise<void>): Promise<void> {
    const step = reply.event && this.tracing.begin(`command ${reply.event}`);
    if (!step) return work();
    try {
      await step.run(work);
    } finally {
      endCommand(step, reply);
    }
  }
}

function endCommand(step: Step, { refused }: Reply): void {
  if (refused !== undefined) step.describe({ 'passline.problem': refused });
  step.end(refused !== undefined && problems[refused].status >= 500 ? refused : undefined);
}
