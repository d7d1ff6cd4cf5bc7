import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/env.ts';
import { LiveAccess } from './access/live-access.ts';
import { LocalDelivery } from './delivery/local-delivery.ts';
import { RedisLine } from './redis/redis-line.ts';

const tickMs = 1_000;
/** While all processes of the store can tell each other everything, the sweep finds no more than what failed. */
const calmEvery = 5;

/**
 * Delivers what fan-out lost, and ends what has run out. It is what makes delivery complete: messages between nodes
 * only make it fast.
 */
@Injectable()
export class NodeSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(NodeSweep.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #from = new Date();
  #tick = 0;
  #was = calmEvery;

  constructor(
    private readonly delivery: LocalDelivery,
    private readonly access: LiveAccess,
    private readonly redis: RedisLine,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get #every(): number {
    // The processes of an embedded store are those of one machine, whose primary takes messages to all of them.
    const calm = this.redis.isWanted ? this.redis.isUp : this.config.mongodbUri === undefined;
    return calm ? calmEvery : 1;
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#once().finally(() => (this.#running = undefined));
    }, tickMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    this.delivery.stop();
  }

  /** Also at once, for whoever has reason to think that something was lost. */
  async sweep(): Promise<void> {
    const began = new Date();
    await this.delivery.sweep(this.#from);
    this.#from = began;
  }

  async #once(): Promise<void> {
    this.access.expire(new Date(), this.config.sockets.closedOrderMs);
    this.#tick += 1;
    const every = this.#every;
    // When the line between nodes is lost or is back, what went by it is not waited for.
    const changed = every !== this.#was;
    this.#was = every;
    if (!changed && this.#tick % every !== 0) return;
    try {
      await this.sweep();
    } catch (error) {
      this.#log.error({
        err: error,
        msg: 'the log could not be swept; the next sweep begins where this one did',
      });
    }
  }
}
