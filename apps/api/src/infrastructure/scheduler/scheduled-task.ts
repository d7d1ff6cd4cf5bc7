import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';

const everyMs = 500;

/** Does what has come due by now, one batch of it; tells how much it did. */
type Round = (now: Date) => Promise<number>;

/**
 * Turns due times that are stored into deeds, on every node: whoever writes first has done it, so neither a restart
 * nor a second node forgets or doubles one. A round that fails is logged and comes again.
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
      // A slow round is not overtaken by the next one.
      this.#running ??= this.#once().finally(() => (this.#running = undefined));
    }, everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    // What is still due stays stored, for another node or the next start.
    this.#stopping = true;
    await this.#running;
  }

  async #once(): Promise<void> {
    for (const [name, round] of this.#rounds)
      try {
        while (!this.#stopping && (await round(new Date())) > 0);
      } catch (error) {
        this.#log.error({ err: error, msg: `what is due could not be done: ${name}` });
      }
  }
}
