import { RecentDurations } from './recent-durations.ts';

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
  /** Its duration shows how long the server lets requests wait. */
  showsLag: boolean;
  /** How many of those that show the lag had ended before. */
  endedBefore: number;
}

/**
 * The number of requests of one class that may be in flight, controlled by the measured lag. With n requests in flight
 * each waits in proportion to n, so the limit is scaled by target / lag, at most once per lag: until then a reduction
 * has not reached the measurement. There is no limit until the lag exceeds the target, and none again when it is gone.
 * A sudden rush fills the queue long before a measurement shows it, and then everything waits, refusals too. So a request
 * is also refused, without delay, when it would wait for longer than the target at the pace at which others end now.
 */
export class AdmissionLimit {
  readonly #options: LimitOptions;
  readonly #inFlight = new Set<Admitted>();
  /** Those in flight that show the lag, longest first. */
  readonly #waiting = new Set<Admitted>();
  readonly #durations = new RecentDurations();
  #ended = 0;
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
  admit(now: number, showsLag = true): Admitted | null {
    if (this.#inFlight.size >= this.#limit || this.#wouldWaitTooLong(now)) {
      this.#hasRefused = true;
      return null;
    }
    const admitted = { startedAt: now, showsLag, endedBefore: this.#ended };
    this.#inFlight.add(admitted);
    if (showsLag) this.#waiting.add(admitted);
    this.#most = Math.max(this.#most, this.#inFlight.size);
    return admitted;
  }

  /** A request that did not succeed says nothing about the load. */
  end(admitted: Admitted, now: number, succeeded: boolean): void {
    if (!this.#inFlight.delete(admitted)) return;
    if (this.#waiting.delete(admitted)) this.#ended += 1;
    if (succeeded && admitted.showsLag) this.#durations.add(now - admitted.startedAt);
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

  /** Requests end about in their order, so those in flight end at the pace at which others did since one of them came. */
  #wouldWaitTooLong(now: number): boolean {
    const { targetMs, least } = this.#options;
    const reference = this.#waiting.size > least ? nth(this.#waiting, least) : undefined;
    if (!reference) return false;
    const age = now - reference.startedAt;
    if (age - this.#baselineMs < targetMs / 2) return false;
    const ended = this.#ended - reference.endedBefore;
    // A pace needs a few that have ended. Until then, as when the store stalls, only the time so far counts.
    const waitMs = ended > least ? (this.#waiting.size * age) / ended : age;
    return waitMs - this.#baselineMs > targetMs;
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
    const duration = this.#durations.takeMedian();
    if (duration !== undefined && few) this.#baselineMs = Math.min(duration, longestBaselineMs);
    const [oldest] = this.#inFlight;
    const waited = duration ?? (oldest ? now - oldest.startedAt : 0);
    return Math.max(0, waited - this.#baselineMs);
  }
}

function nth<T>(items: Iterable<T>, index: number): T | undefined {
  let left = index;
  for (const item of items) if (left-- === 0) return item;
  return undefined;
}
