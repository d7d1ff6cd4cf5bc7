import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';

const everyMs = 500;

/** Does one batch of due work and resolves with its size. */
type Round = (now: Date) => Promise<number>;

/**
 * Runs due work on every node. Due times are stored, and the first node to write wins, so a restart loses no work and a
 * second node repeats none. A failed round is logged and runs again.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(Scheduler.name);
  readonly #rounds = new Map<string, Round>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;

  add(name: string, round: Round): void {
    this.#rounds.set(name, round);
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      // Rounds do not overlap.
      this.#running ??= this.#tick().finally(() => (this.#running = undefined));
    }, everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    // Due work stays in the store for another node or the next start.
    this.#stopping = true;
    await this.#running;
  }

  async #tick(): Promise<void> {
    for (const [name, round] of this.#rounds)
      try {
        while (!this.#stopping && (await round(new Date())) > 0);
      } catch (error) {
        this.#log.error({ err: error, msg: `due work failed: ${name}` });
      }
  }
}
