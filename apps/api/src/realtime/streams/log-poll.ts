import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { StreamLog } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { LiveAccess } from './live-access.ts';
import { Connections } from '../connections/connections.ts';
import { RedisLine } from '../cluster/redis-line.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

const tickMs = 1_000;
/** While nodes reach each other by messages, a read finds only what a message has lost. */
const calmMs = 5_000;
/** Without messages: as long as entries keep coming, and as long as none do. */
const busyMs = 10;
const quietMs = 250;

/**
 * Reads the log for what no message has brought, and ends what has run out. Reading makes delivery complete; messages
 * between nodes only make it fast. Without messages the pace follows the traffic: a read every 10 ms while other nodes
 * write, every 250 ms while they do not, every second while no client is connected.
 */
@Injectable()
export class LogPoll implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(LogPoll.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wasCalm = true;
  #delayMs = busyMs;
  #position = 0;
  #readAt = 0;
  #expiredAt = 0;
  #counted = 0;

  constructor(
    private readonly streams: StreamLog,
    private readonly access: LiveAccess,
    private readonly connections: Connections,
    private readonly redis: RedisLine,
    private readonly meters: SocketMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The processes of an embedded store are those of one machine, whose primary takes messages to all of them. */
  get #isCalm(): boolean {
    return this.redis.isWanted ? this.redis.isUp : this.config.mongodbUri === undefined;
  }

  onApplicationBootstrap(): void {
    this.#after(tickMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #after(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#once().finally(() => {
        if (!this.#stopped) this.#after(this.#next());
      });
    }, ms).unref();
  }

  #next(): number {
    if (this.#wasCalm) return tickMs;
    return this.connections.size > 0 ? this.#delayMs : tickMs;
  }

  async #once(): Promise<void> {
    const now = performance.now();
    if (now - this.#expiredAt >= tickMs) {
      this.#expiredAt = now;
      this.access.expire(new Date(), this.config.sockets.closedOrderMs);
    }
    const calm = this.#isCalm;
    // When messages between nodes stop or come back, what was lost in between is read at once.
    const due = !calm || !this.#wasCalm || now - this.#readAt >= calmMs;
    this.#wasCalm = calm;
    if (!due) return;
    this.#readAt = now;
    try {
      await this.streams.read();
    } catch (error) {
      this.#delayMs = tickMs;
      this.#log.error({
        err: error,
        msg: 'the log could not be read; the next read begins where this one did',
      });
      return;
    }
    const moved = this.streams.position > this.#position;
    this.#position = this.streams.position;
    this.#delayMs = moved ? busyMs : Math.min(quietMs, this.#delayMs * 1.5);
    this.meters.gapsHealed.inc(this.streams.readFromLog - this.#counted);
    this.#counted = this.streams.readFromLog;
  }
}
