import { VirtualTimeScheduler } from 'rxjs';

/** Time that passes when told to, with promises settled between any two moments. */
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

  /** Time goes on and nothing happens: as in a hidden tab or a closed laptop, timers fire late. */
  sleep(ms: number): void {
    this.frame += ms;
    for (const action of this.actions) action.delay += ms;
  }

  /** A turn of the event loop: every promise that can settle has settled. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Timers that would still fire: after everything has ended there must be none. */
  get pending(): number {
    return this.actions.filter(({ closed }) => !closed).length;
  }
}
