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
import { waitAfter } from './persistently.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Accepted, Session } from './session.ts';

export interface SendOptions {
  /**
   * Send again, as it is, until there is an answer. Only for what may be carried out twice without harm: the server
   * knows a chat message by its id, an acknowledgement by its order.
   */
  retry?: boolean;
  /** How long to wait for one answer, and without `retry` also for a connection. Milliseconds, 5 s. */
  timeout?: number;
  /** How long to go on with `retry`. Milliseconds, 30 s. */
  within?: number;
}

/** Commands with an answer. A promise made here always settles: with the answer, or with what went wrong. */
export class Commands {
  readonly #stops = new Subject<void>();
  #life = 0;

  constructor(
    private readonly session: Observable<Session | null>,
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
        const wait = waitAfter(error, attempt, this.backoff, this.random);
        if (this.scheduler.now() + wait >= until) throw error;
        await this.#orStopped(timer(wait, this.scheduler));
      }
    }
  }

  stop(): void {
    this.#life++;
    this.#stops.next();
  }

  #connection(until: number): Promise<Session> {
    const left = Math.max(0, until - this.scheduler.now());
    const patience = (Number.isFinite(left) ? timer(left, this.scheduler) : NEVER).pipe(
      map(() => {
        throw new RealtimeError('disconnected', 'there was no connection in time');
      }),
    );
    const open = this.session.pipe(filter((session) => session !== null));
    return this.#orStopped(merge(open, patience));
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
