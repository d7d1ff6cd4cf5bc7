import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { streamsOf } from '@passline/contracts';
import { Relay } from '@passline/event-log';
import { ConnectionStats } from '../connections/connection-stats.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

const everyMs = 1_000;
const rooms = streamsOf('system:stats', {});

/** Sends statistics to operators once a second. Does nothing while no operator is connected. */
@Injectable()
export class SystemStats implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(SystemStats.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #last = { sent: 0, at: performance.now() };

  constructor(
    private readonly connectionStats: ConnectionStats,
    private readonly listeners: StreamListeners,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly relay: Relay,
    private readonly metrics: SocketMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#broadcast().finally(() => (this.#running = undefined));
    }, everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #broadcast(): Promise<void> {
    const now = performance.now();
    const { sentTotal: sent, latency } = this.metrics;
    const eventsPerSecond = ((sent - this.#last.sent) / (now - this.#last.at)) * 1000;
    this.#last = { sent, at: now };
    if (!rooms.some((name) => this.listeners.has(name))) return;
    try {
      const [{ connections, rooms: known }, outboxDepth] = await Promise.all([
        this.connectionStats.ofAllNodes(),
        this.relay.backlog(),
      ]);
      this.broadcaster.broadcastLocally({
        event: 'system:stats',
        payload: {
          at: new Date().toISOString(),
          connections,
          rooms: known.length,
          eventsPerSecond: Math.round(eventsPerSecond * 10) / 10,
          latency,
          outboxDepth,
        },
        rooms,
      });
    } catch (error) {
      // Retried in the next second. If the store is unavailable, operators see that in the health check.
      this.#log.warn({ err: error, msg: 'statistics failed' });
    }
  }
}
