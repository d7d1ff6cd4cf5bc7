import type { Clock } from '../clock.ts';

/** Real time plus the steps of the test. */
export class SteppingClock implements Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  step(ms: number): void {
    this.#ahead += ms;
  }
}
