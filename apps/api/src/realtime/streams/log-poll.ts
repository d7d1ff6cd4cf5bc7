import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { StreamLog } from '@passline/event-log';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { StoreSharing } from '../../infrastructure/database/store-sharing.ts';
import { Connections } from '../connections/connections.ts';
import { RedisConnection } from '../cluster/redis-connection.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

const tickMs = 1_000;
/** Read interval while messages between nodes work: a read then only finds lost messages. */
const withMessagesMs = 5_000;
/** The same while no other process uses the store: then only this process writes entries. */
const aloneMs = 30_000;
/**
 * Read intervals without messages: the shortest while entries arrive and shortly after, and the longest while none do.
 * Reading still more often takes the processor that the events need.
 */
const busyMs = 4;
const quietMs = 250;
/** In a rush the next entry comes within this time; until then no read is put off. */
const busyForMs = 1_000;

/**
 * Reads log entries that no message has delivered. Reading makes delivery complete; messages between nodes only make it
 * fast. Without messages it reads every 4 ms while other nodes write and for a second after, up to every 250 ms while
 * they do not, and every second while no client is connected.
 */
@Injectable()
export class LogPoll implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(LogPoll.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #messagesWorked = true;
  /** Since the last read: another process may have written an entry before it left. */
  #sharingChanged = false;
  #delayMs = busyMs;
  #position = 0;
  #movedAt = 0;
  #readAt = 0;
  #counted = 0;

  constructor(
    private readonly streams: StreamLog,
    private readonly connections: Connections,
    private readonly redis: RedisConnection,
    private readonly metrics: SocketMetrics,
    private readonly scheduler: Scheduler,
    private readonly sharing: StoreSharing,
  ) {}

  onApplicationBootstrap(): void {
    this.sharing.onChange(() => (this.#sharingChanged = true));
    this.#after(tickMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #after(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#tick().finally(() => {
        if (!this.#stopped) this.#after(this.#next());
      });
    }, ms).unref();
  }

  #next(): number {
    // Only Redis can stop carrying messages, which the next tick must notice.
    if (this.#messagesWorked) return this.redis.isConfigured ? tickMs : withMessagesMs;
    return this.connections.size > 0 ? this.#delayMs : tickMs;
  }

  get #interval(): number {
    return this.sharing.isShared || this.#sharingChanged ? withMessagesMs : aloneMs;
  }

  async #tick(): Promise<void> {
    const now = performance.now();
    const messagesWork = this.redis.messagesArrive;
    // Reads at once when messages between nodes stop or work again, to find what was lost in between.
    const due = !messagesWork || !this.#messagesWorked || now - this.#readAt >= this.#interval - tickMs / 2;
    this.#messagesWorked = messagesWork;
    if (!due) return;
    this.#readAt = now;
    this.#sharingChanged = false;
    try {
      await this.streams.read();
    } catch (error) {
      this.#delayMs = tickMs;
      this.#log.error({
        err: error,
        msg: 'log read failed; the next read starts at the same position',
      });
      return;
    }
    if (this.streams.position > this.#position) this.#movedAt = now;
    this.#position = this.streams.position;
    this.#delayMs = now - this.#movedAt < busyForMs ? busyMs : Math.min(quietMs, this.#delayMs * 1.5);
    if (this.streams.readFromLog > this.#counted) this.scheduler.lookSoon();
    this.metrics.gapsHealed.inc(this.streams.readFromLog - this.#counted);
    this.#counted = this.streams.readFromLog;
  }
}
