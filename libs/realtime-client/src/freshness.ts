import { map, of, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { ConnectionStatus } from './connection-status.ts';

export interface Freshness {
  /** The last time at which the client was known to have every event. */
  currentAsOf: Date | null;
  /** The displayed data may be outdated. */
  stale: boolean;
  /** Since when the data may be outdated; null while it is not stale, or before the first data. */
  since: Date | null;
}

/** Tracks the age of the displayed data. When in doubt it reports stale: silence never counts as current. */
export class FreshnessGauge {
  #currentAsOf: number | null = null;

  constructor(
    private readonly scheduler: SchedulerLike,
    /** With a liveness check: silence for longer than this means stale. */
    private readonly staleAfter: number | null,
  ) {}

  /** The server was active and no event is missing. */
  current(): void {
    this.#currentAsOf = this.scheduler.now();
  }

  reset(): void {
    this.#currentAsOf = null;
  }

  /** Emits at once, at every status change, and every second while the client is started. */
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
