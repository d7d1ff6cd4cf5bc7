import type { CommandName, CommandPayload } from '@passline/contracts';
import {
  filter,
  firstValueFrom,
  map,
  merge,
  NEVER,
  Subject,
  take,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Backoff } from './backoff.ts';
import { retryDelay } from './retries.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Accepted, ConnectionSession } from './connection-session.ts';

export interface SendOptions {
  /**
   * Sends the same command again until it is answered. Use it only for idempotent commands: the server recognises a
   * chat message by its id and an acknowledgement by its order.
   */
  retry?: boolean;
  /** Timeout for one answer, and without `retry` also for a connection. Milliseconds, default 5 s. */
  timeout?: number;
  /** How long `retry` goes on. Milliseconds, default 30 s. */
  within?: number;
}

/** Sends commands. Every promise settles, with the answer or with an error. */
export class CommandSender {
  readonly #stops = new Subject<void>();
  #life = 0;

  constructor(
    private readonly session: Observable<ConnectionSession | null>,
    private readonly scheduler: SchedulerLike,
    private readonly backoff: Backoff,
    private readonly random: () => number,
  ) {}

  async send<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    { retry = false, timeout = 5_000, within = 30_000 }: SendOptions = {},
  ): Promise<Accepted<N>> {
    const life = this.#life;
    const until = this.scheduler.now() + (retry ? within : timeout);
    for (let attempt = 0; ; attempt++) {
      const session = await this.#connection(until);
      try {
        return await session.ask(name, payload, timeout);
      } catch (error) {
        if (life !== this.#life) throw stopped();
        if (!(error instanceof RealtimeError) || !retry || !error.transient) throw error;
        const wait = retryDelay(error, attempt, this.backoff, this.random);
        if (this.scheduler.now() + wait >= until) throw error;
        await this.#orStopped(timer(wait, this.scheduler));
      }
    }
  }

  stop(): void {
    this.#life++;
    this.#stops.next();
  }

  #connection(until: number): Promise<ConnectionSession> {
    const left = Math.max(0, until - this.scheduler.now());
    const timeout = (Number.isFinite(left) ? timer(left, this.scheduler) : NEVER).pipe(
      map(() => {
        throw new RealtimeError('disconnected', 'not connected within the timeout');
      }),
    );
    const open = this.session.pipe(filter((session) => session !== null));
    return this.#orStopped(merge(open, timeout));
  }

  #orStopped<T>(source: Observable<T>): Promise<T> {
    const stop = this.#stops.pipe(
      map(() => {
        throw stopped();
      }),
    );
    return firstValueFrom(merge(source, stop).pipe(take(1)));
  }
}

const stopped = () => new RealtimeError('stopped', 'the client was stopped');
