import { interval, timer, type SchedulerLike, type Subscription } from 'rxjs';

export interface LivenessOptions {
  /** How often to ask "are you there". */
  every: number;
  /** Silence for this long, with a question open, means that the line is dead. */
  deadAfter: number;
}

/**
 * Finds out that a line is dead though TCP has not noticed. It judges silence only after it has asked: a tab whose
 * timers slept has asked nothing, and must not take its own sleep for the server's.
 */
export class Liveness {
  #heardAt = 0;
  #beat: Subscription | undefined;
  #verdict: Subscription | undefined;

  constructor(
    private readonly options: LivenessOptions,
    private readonly scheduler: SchedulerLike,
    private readonly ask: () => void,
    private readonly dead: () => void,
  ) {}

  start(): void {
    this.stop();
    this.#heardAt = this.scheduler.now();
    this.#beat = interval(this.options.every, this.scheduler).subscribe(() => this.check());
  }

  stop(): void {
    this.#beat?.unsubscribe();
    this.#verdict?.unsubscribe();
    this.#beat = this.#verdict = undefined;
  }

  heard(): void {
    this.#heardAt = this.scheduler.now();
    this.#verdict?.unsubscribe();
    this.#verdict = undefined;
  }

  /** Asks now. */
  check(): void {
    if (!this.#beat) return;
    if (!this.#verdict) {
      const { every, deadAfter } = this.options;
      const silence = this.scheduler.now() - this.#heardAt;
      const grace = Math.max(deadAfter - silence, deadAfter - every);
      this.#verdict = timer(grace, this.scheduler).subscribe(() => {
        this.stop();
        this.dead();
      });
    }
    this.ask();
  }
}
