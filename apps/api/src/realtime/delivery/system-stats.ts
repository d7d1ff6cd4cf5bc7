import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { room } from '@passline/contracts';
import { Relay } from '@passline/event-log';
import { ConnectionStats } from '../connections/connection-stats.ts';
import { StreamListeners } from '../connections/stream-listeners.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

const everyMs = 1_000;
const operators = room.role('operator');

/** Tells operators how things are, once a second; costs nothing while none is looking. */
@Injectable()
export class SystemStats implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(SystemStats.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #last = { sent: 0, at: performance.now() };

  constructor(
    private readonly census: ConnectionStats,
    private readonly listeners: StreamListeners,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly relay: Relay,
    private readonly meters: SocketMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#tell().finally(() => (this.#running = undefined));
    }, everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #tell(): Promise<void> {
    const now = performance.now();
    const { sentTotal: sent, latency } = this.meters;
    const eventsPerSecond = ((sent - this.#last.sent) / (now - this.#last.at)) * 1000;
    this.#last = { sent, at: now };
    if (!this.listeners.has(operators)) return;
    try {
      const [{ connections, rooms }, outboxDepth] = await Promise.all([
        this.census.everywhere(),
        this.relay.backlog(),
      ]);
      this.broadcaster.broadcastHere({
        event: 'system:stats',
        payload: {
          at: new Date().toISOString(),
          connections,
          rooms: rooms.length,
          eventsPerSecond: Math.round(eventsPerSecond * 10) / 10,
          latency,
          outboxDepth,
        },
        rooms: [operators],
      });
    } catch (error) {
      // The store is away: operators see that in the health, and the next second tries again.
      this.#log.warn({ err: error, msg: 'the statistics could not be taken' });
    }
  }
}
