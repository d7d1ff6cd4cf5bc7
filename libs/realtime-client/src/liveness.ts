import { interval, timer, type SchedulerLike, type Subscription } from 'rxjs';

export interface LivenessOptions {
  /** Interval between pings, in milliseconds. */
  every: number;
  /** Silence for this long with a ping outstanding means that the connection is dead. */
  deadAfter: number;
}

/**
 * Detects a dead connection that TCP has not noticed. Silence counts only after a ping was sent: a suspended browser tab
 * sends no pings, and its own pause must not be taken for a silent server.
 */
export class Liveness {
  #lastActivityAt = 0;
  #beat: Subscription | undefined;
  #deadline: Subscription | undefined;

  constructor(
    private readonly options: LivenessOptions,
    private readonly scheduler: SchedulerLike,
    private readonly ping: () => void,
    private readonly onDead: () => void,
  ) {}

  start(): void {
    this.stop();
    this.#lastActivityAt = this.scheduler.now();
    this.#beat = interval(this.options.every, this.scheduler).subscribe(() => this.check());
  }

  stop(): void {
    this.#beat?.unsubscribe();
    this.#deadline?.unsubscribe();
    this.#beat = this.#deadline = undefined;
  }

  /** Something was received from the server. */
  activity(): void {
    this.#lastActivityAt = this.scheduler.now();
    this.#deadline?.unsubscribe();
    this.#deadline = undefined;
  }

  /** Pings now. */
  check(): void {
    if (!this.#beat) return;
    if (!this.#deadline) {
      const { every, deadAfter } = this.options;
      const silence = this.scheduler.now() - this.#lastActivityAt;
      const grace = Math.max(deadAfter - silence, deadAfter - every);
      this.#deadline = timer(grace, this.scheduler).subscribe(() => {
        this.stop();
        this.onDead();
      });
    }
    this.ping();
  }
}
