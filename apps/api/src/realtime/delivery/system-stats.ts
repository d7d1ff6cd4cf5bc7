import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type StatsHistory, streamsOf } from '@passline/contracts';
import { Relay } from '@passline/event-log';
import { ConnectionStats } from '../connections/connection-stats.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

const everyMs = 1_000;
const keepEveryMs = 5_000;
const keptMs = 15 * 60_000;
const rooms = streamsOf('system:stats', {});

type Kept = StatsHistory['items'][number];
type Rates = Pick<Kept, 'eventsPerSecond' | 'latency'>;

/**
 * Sends statistics to operators once a second, and keeps those of the last minutes, so that a page that is opened after
 * an incident shows it. While no operator is connected it reads neither the store nor other nodes.
 */
@Injectable()
export class SystemStats implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(SystemStats.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #last = { sent: 0, at: performance.now() };
  #keptAt = 0;
  readonly #kept: Kept[] = [];

  constructor(
    private readonly connectionStats: ConnectionStats,
    private readonly listeners: StreamListeners,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly relay: Relay,
    private readonly metrics: SocketMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#measure().finally(() => (this.#running = undefined));
    }, everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  history(): StatsHistory {
    return { everySeconds: keepEveryMs / 1000, items: [...this.#kept] };
  }

  async #measure(): Promise<void> {
    const now = performance.now();
    const { sentTotal: sent, latency } = this.metrics;
    const eventsPerSecond = ((sent - this.#last.sent) / (now - this.#last.at)) * 1000;
    this.#last = { sent, at: now };
    const watched = rooms.some((name) => this.listeners.has(name));
    const isKept = now - this.#keptAt >= keepEveryMs - everyMs / 2;
    if (!watched && !isKept) return;
    const rates = { eventsPerSecond: Math.round(eventsPerSecond * 10) / 10, latency };
    try {
      const stats = watched ? await this.#broadcast(rates) : this.#ofThisNode(rates);
      if (isKept) this.#keep(stats, now);
    } catch (error) {
      // Retried in the next second. If the store is unavailable, operators see that in the health check.
      this.#log.warn({ err: error, msg: 'statistics failed' });
    }
  }

  async #broadcast(rates: Rates): Promise<Kept> {
    const [{ connections, rooms: known }, outboxDepth] = await Promise.all([
      this.connectionStats.ofAllNodes(),
      this.relay.backlog(),
    ]);
    const payload = { at: new Date().toISOString(), connections, rooms: known.length, ...rates, outboxDepth };
    this.broadcaster.broadcastLocally({ event: 'system:stats', payload, rooms });
    return payload;
  }

  #ofThisNode(rates: Rates): Kept {
    const { connections, rooms: known } = this.metrics.snapshot();
    return {
      at: new Date().toISOString(),
      connections: connections.current,
      rooms: known.total,
      ...rates,
      outboxDepth: null,
    };
  }

  #keep(stats: Kept, now: number): void {
    this.#keptAt = now;
    this.#kept.push(stats);
    if (this.#kept.length > keptMs / keepEveryMs) this.#kept.shift();
  }
}
