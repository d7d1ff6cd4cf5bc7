import type { Answer, CommandAnswer, CommandName, CommandPayload } from '@passline/contracts';
import { Subscription, timer, type SchedulerLike } from 'rxjs';
import { RealtimeError } from './realtime-error.ts';
import type { RealtimeSocket } from './socket.ts';

export type Accepted<N extends CommandName> = Extract<CommandAnswer<N>, { ok: true }>;

/**
 * One connection from open to close. Its pending requests fail when it ends: a promise that outlived the connection
 * would never settle.
 */
export class ConnectionSession {
  readonly #open = new Set<(error: RealtimeError) => void>();
  #ended = false;

  constructor(
    private readonly socket: RealtimeSocket,
    private readonly scheduler: SchedulerLike,
    private readonly onActivity: () => void,
  ) {}

  get ended(): boolean {
    return this.#ended;
  }

  ask<N extends CommandName>(name: N, payload: CommandPayload<N>, within = 5_000): Promise<Accepted<N>> {
    return this.#until<Accepted<N>>((resolve, reject) => {
      const timeout = timer(within, this.scheduler).subscribe(() =>
        reject(new RealtimeError('timeout', `no answer to ${name} within ${within} ms`)),
      );
      this.socket.emit(name, payload, (answer: Answer<unknown> | undefined) => {
        this.onActivity();
        if (answer?.ok === true) resolve(answer as Accepted<N>);
        else if (answer?.ok === false) reject(RealtimeError.of(answer.error));
        else
          reject(
            new RealtimeError(
              'bad_answer',
              `the answer to ${name} has neither ok nor error: ${JSON.stringify(answer)}`,
            ),
          );
      });
      return timeout;
    });
  }

  /** Waits; rejects early when the connection ends. */
  pause(ms: number): Promise<void> {
    return this.#until((resolve) => timer(ms, this.scheduler).subscribe(() => resolve()));
  }

  end(): void {
    this.#ended = true;
    for (const fail of this.#open) fail(closed());
  }

  #until<T>(
    begin: (resolve: (value: T) => void, reject: (error: RealtimeError) => void) => Subscription,
  ): Promise<T> {
    if (this.#ended || !this.socket.connected) return Promise.reject(closed());
    return new Promise<T>((resolve, reject) => {
      const running = new Subscription();
      const settle = (act: () => void) => {
        running.unsubscribe();
        this.#open.delete(fail);
        act();
      };
      const fail = (error: RealtimeError) => settle(() => reject(error));
      this.#open.add(fail);
      running.add(begin((value) => settle(() => resolve(value)), fail));
    });
  }
}

const closed = () => new RealtimeError('disconnected', 'the connection was closed');
