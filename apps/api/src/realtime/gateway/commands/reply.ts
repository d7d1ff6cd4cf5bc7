import type { CommandError, CommandName, Refusal } from '@passline/contracts';
import type { LiveSocket } from '../../connections/socket-session.ts';

type Acknowledge = (answer: unknown) => void;

/**
 * Answers one command through its acknowledgement. Without an acknowledgement only errors are sent, as an `error` event.
 * An unknown command is also reported as an event, because clients that send one rarely read the acknowledgement. An answer
 * never repeats the client's input, except a name that could be a command.
 */
export class Reply {
  #answered = false;
  /** The problem code of a refused command. */
  refused: Refusal['code'] | undefined;

  constructor(
    readonly socket: LiveSocket,
    /** Undefined for an unknown command. */
    readonly event: CommandName | undefined,
    private readonly acknowledge: Acknowledge | null,
  ) {}

  ok(body: object): void {
    this.#answer({ ok: true, ...body });
  }

  refuse({ code, message, retryAfter }: Refusal): void {
    this.refused = code;
    const error: CommandError = { code, message, ...(retryAfter !== undefined && { retryAfter }) };
    if (this.acknowledge) this.#answer({ ok: false, error });
    if (!this.acknowledge || this.event === undefined)
      this.socket.emit('error', { code, message, ...(this.event && { event: this.event }) });
  }

  #answer(answer: unknown): void {
    if (this.#answered) return;
    this.#answered = true;
    this.acknowledge?.(answer);
  }
}
