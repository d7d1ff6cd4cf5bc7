import { map, of, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { ConnectionStatus } from './connection-status.ts';

export interface Freshness {
  /** The last moment at which everything that had happened was known to be here. */
  currentAsOf: Date | null;
  /** What is shown may be wrong. */
  stale: boolean;
  /** From when on it may be wrong; null while it is not stale, or if there never was anything to show. */
  since: Date | null;
}

/** Says how old the truth on the screen is. In doubt it says stale: silence never counts as being current. */
export class FreshnessGauge {
  #currentAsOf: number | null = null;

  constructor(
    private readonly scheduler: SchedulerLike,
    /** With a liveness check, silence for longer than this is staleness. */
    private readonly staleAfter: number | null,
  ) {}

  /** A sign of life came, and nothing is missing. */
  current(): void {
    this.#currentAsOf = this.scheduler.now();
  }

  reset(): void {
    this.#currentAsOf = null;
  }

  /** Now, at every change of the connection, and each second while there is one to watch. */
  watch(status: Observable<ConnectionStatus>): Observable<Freshness> {
    return status.pipe(
      switchMap(({ state }) => {
        const ticks = state === 'disconnected' ? of(0) : timer(0, 1_000, this.scheduler);
        return ticks.pipe(map(() => this.#read(state === 'connected')));
      }),
    );
  }

  #read(connected: boolean): Freshness {
    const at = this.#currentAsOf;
    const silent = at === null || (this.staleAfter !== null && this.scheduler.now() - at > this.staleAfter);
    const stale = !connected || silent;
    const currentAsOf = at === null ? null : new Date(at);
    return { currentAsOf, stale, since: stale ? currentAsOf : null };
  }
}
