import type { CommandError, CommandName, Refusal } from '@passline/contracts';
import type { LiveSocket } from '../../connections/socket-session.ts';

type Acknowledge = (answer: unknown) => void;

/**
 * Where the answer to one command goes: to its acknowledgement; or, when the client wants none, only a refusal is
 * told, as an event. Nothing that the client sent is ever in it.
 */
export class Reply {
  #answered = false;

  constructor(
    readonly socket: LiveSocket,
    /** Undefined: a command that we do not know. */
    readonly event: CommandName | undefined,
    private readonly acknowledge: Acknowledge | null,
  ) {}

  ok(body: object): void {
    this.#answer({ ok: true, ...body });
  }

  refuse({ code, message, retryAfter }: Refusal): void {
    const error: CommandError = { code, message, ...(retryAfter !== undefined && { retryAfter }) };
    if (this.acknowledge) this.#answer({ ok: false, error });
    else this.socket.emit('error', { code, message, ...(this.event && { event: this.event }) });
  }

  #answer(answer: unknown): void {
    if (this.#answered) return;
    this.#answered = true;
    this.acknowledge?.(answer);
  }
}
