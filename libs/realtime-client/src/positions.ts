import type { StreamPositions } from '@passline/contracts';
import { timer, type SchedulerLike, type Subscription } from 'rxjs';
import { isPosition } from './received-event.ts';
import { RealtimeError } from './realtime-error.ts';

/** Stores positions across a reload, for example in sessionStorage. */
export interface PositionStore {
  load(): StreamPositions;
  save(positions: StreamPositions): void;
}

/** Saves at most once a second. After a crash, events since the last save are delivered again. */
export class PositionSaver {
  #due: Subscription | undefined;

  constructor(
    private readonly store: PositionStore | undefined,
    private readonly scheduler: SchedulerLike,
    private readonly current: () => StreamPositions,
    private readonly failed: (error: RealtimeError) => void,
  ) {}

  /** A browser's stored value may be outdated or corrupt, so entries that are not positions are ignored. */
  load(): StreamPositions {
    try {
      return Object.fromEntries(Object.entries(this.store?.load() ?? {}).filter(([, it]) => isPosition(it)));
    } catch (cause) {
      this.failed(RealtimeError.appFailed('positions.load()', cause));
      return {};
    }
  }

  touch(): void {
    if (this.store) this.#due ??= timer(1_000, this.scheduler).subscribe(() => this.flush());
  }

  flush(): void {
    if (!this.#due) return;
    this.#due.unsubscribe();
    this.#due = undefined;
    try {
      this.store?.save(this.current());
    } catch (cause) {
      this.failed(RealtimeError.appFailed('positions.save()', cause));
    }
  }
}
