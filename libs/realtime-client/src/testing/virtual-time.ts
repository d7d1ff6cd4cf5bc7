import { VirtualTimeScheduler } from 'rxjs';

/** A clock that the test advances; promises settle between any two timers. */
export class VirtualTime extends VirtualTimeScheduler {
  constructor() {
    super();
    this.frame = Date.UTC(2030, 0, 1);
  }

  async pass(ms: number): Promise<void> {
    const end = this.frame + ms;
    await this.settle();
    for (;;) {
      const next = Math.min(...this.actions.map(({ delay }) => delay));
      if (next > end) break;
      this.maxFrames = next;
      this.flush();
      await this.settle();
    }
    this.frame = end;
  }

  /** Advances time without firing timers, as in a hidden tab or a closed laptop: timers fire late. */
  sleep(ms: number): void {
    this.frame += ms;
    for (const action of this.actions) action.delay += ms;
  }

  /** One turn of the event loop, in which all pending promises settle. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Timers that would still fire; there must be none at the end. */
  get pending(): number {
    return this.actions.filter(({ closed }) => !closed).length;
  }
}
