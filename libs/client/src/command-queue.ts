import type { CommandName, CommandPayload } from '@passline/contracts';
import { RealtimeError, type RealtimeClient } from '@passline/realtime-client';
import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { TextStore } from './text-store.ts';

export interface QueuedCommand<N extends CommandName = CommandName> {
  name: N;
  payload: CommandPayload<N>;
}

/** What became of a queued command: the server's answer, or the reason for its refusal. */
export interface CommandOutcome {
  command: QueuedCommand;
  answer?: unknown;
  error?: RealtimeError;
}

/**
 * Commands that wait for a connection, in the order in which they were added. The next one is sent when the one before is
 * answered. They survive a restart, so only commands that may arrive twice belong here: `chat:send` has an id, and
 * `order:acknowledge`, `order:receipt`, `chat:delivered`, `chat:read` and `delivery:status` say what is, not what to change.
 */
export class CommandQueue {
  readonly #live: Pick<RealtimeClient, 'send'>;
  readonly #store: TextStore;
  readonly #waiting = new BehaviorSubject<readonly QueuedCommand[]>([]);
  readonly #outcomes = new Subject<CommandOutcome>();
  #loading: Promise<void> | undefined;
  #running = false;

  readonly waiting$: Observable<readonly QueuedCommand[]> = this.#waiting.asObservable();
  readonly outcomes$: Observable<CommandOutcome> = this.#outcomes.asObservable();

  constructor(live: Pick<RealtimeClient, 'send'>, store: TextStore) {
    this.#live = live;
    this.#store = store;
  }

  /** Resolves when the command is stored; `outcomes$` says what became of it. */
  async add<N extends CommandName>(name: N, payload: CommandPayload<N>): Promise<void> {
    await this.#restore();
    await this.#keep([...this.#waiting.value, { name, payload }]);
    void this.run();
  }

  /** Sends what is waiting, also from before a restart. Ends when all is answered or the connection is stopped. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#restore();
      for (let next = this.#waiting.value[0]; next; next = this.#waiting.value[0])
        if (!(await this.#send(next))) return;
    } finally {
      this.#running = false;
    }
  }

  /** The commands belong to the user who signs out. */
  async clear(): Promise<void> {
    await this.#restore();
    await this.#keep([]);
  }

  /** False: the client was stopped, and the command waits for its next start. */
  async #send(command: QueuedCommand): Promise<boolean> {
    let outcome: CommandOutcome;
    try {
      const answer = await this.#live.send(command.name, command.payload, { retry: true, within: Infinity });
      outcome = { command, answer };
    } catch (error) {
      if (!(error instanceof RealtimeError)) throw error;
      if (error.code === 'stopped') return false;
      outcome = { command, error };
    }
    // Unless the queue was cleared meanwhile.
    if (this.#waiting.value[0] === command) await this.#keep(this.#waiting.value.slice(1));
    this.#outcomes.next(outcome);
    return true;
  }

  #restore(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    const stored = commandsIn(await this.#store.load());
    if (stored) this.#waiting.next(stored);
    else await this.#store.save(null);
  }

  async #keep(commands: readonly QueuedCommand[]): Promise<void> {
    this.#waiting.next(commands);
    await this.#store.save(commands.length > 0 ? JSON.stringify(commands) : null);
  }
}

/** Undefined for a damaged text: what it held is lost, and the start goes on. */
function commandsIn(text: string | null): QueuedCommand[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as QueuedCommand[]) : undefined;
  } catch {
    return undefined;
  }
}
