import { LagWindow } from './lag-window.ts';

export interface LimitOptions {
  /** The lag above which the limit falls. Below half of it, the limit rises. */
  targetMs: number;
  /** So many at a time are never too many: whatever they wait for, it is not each other. */
  least: number;
}

/** Bounds how long one reduction may take to show in the lag. */
const longestHoldMs = 2_000;
const longestBaselineMs = 1_000;

/** One request that was admitted. */
export interface Admitted {
  startedAt: number;
}

/**
 * The number of requests of one class that may be in flight, controlled by the measured lag. With n requests in flight
 * each waits in proportion to n, so the limit is scaled by target / lag, at most once per lag: until then a reduction
 * has not reached the measurement. There is no limit until the lag exceeds the target, and none again when it is gone.
 */
export class AdmissionLimit {
  readonly #options: LimitOptions;
  readonly #inFlight = new Set<Admitted>();
  readonly #durations = new LagWindow();
  #limit = Infinity;
  #most = 0;
  #hasRefused = false;
  #holdUntil = 0;
  /** How long a request takes when few are in flight: distance and work, not waiting. */
  #baselineMs = 0;

  constructor(options: LimitOptions) {
    this.#options = options;
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Null when the request must be refused. */
  admit(now: number): Admitted | null {
    if (this.#inFlight.size >= this.#limit) {
      this.#hasRefused = true;
      return null;
    }
    const admitted = { startedAt: now };
    this.#inFlight.add(admitted);
    this.#most = Math.max(this.#most, this.#inFlight.size);
    return admitted;
  }

  /** `measured`: the request succeeded, and its duration counts. */
  end(admitted: Admitted, now: number, measured: boolean): void {
    if (this.#inFlight.delete(admitted) && measured) this.#durations.add(now - admitted.startedAt);
  }

  /** Call once per interval with the lag of everything that these requests share with others; returns the whole lag. */
  adjust(sharedLagMs: number, now: number): number {
    const { targetMs, least } = this.#options;
    const few = this.#most <= least;
    const lagMs = Math.max(sharedLagMs, this.#ownLag(now, few));
    if (lagMs > targetMs && !few) this.#reduce(lagMs, now);
    else if (lagMs < targetMs / 2) this.#limit = this.#hasRefused ? this.#limit * 2 : Infinity;
    this.#hasRefused = false;
    this.#most = this.#inFlight.size;
    return lagMs;
  }

  #reduce(lagMs: number, now: number): void {
    if (now < this.#holdUntil) return;
    const { targetMs, least } = this.#options;
    const scaled = Math.min(this.#limit, this.#most) * Math.max(0.5, targetMs / lagMs);
    this.#limit = Math.max(least, Math.floor(scaled));
    this.#holdUntil = now + Math.min(lagMs, longestHoldMs);
  }

  /** How much longer than without load these requests take; while none succeeds, for how long the oldest has waited. */
  #ownLag(now: number, few: boolean): number {
    const duration = this.#durations.take();
    if (duration !== undefined && few) this.#baselineMs = Math.min(duration, longestBaselineMs);
    const [oldest] = this.#inFlight;
    const waited = duration ?? (oldest ? now - oldest.startedAt : 0);
    return Math.max(0, waited - this.#baselineMs);
  }
}
