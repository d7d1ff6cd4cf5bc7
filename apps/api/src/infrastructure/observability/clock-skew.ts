import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Gauge } from '@prometheus-io/client';
import { type Check, HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';

const everyMs = 60_000;
/** Tokens, promises and alarms work in minutes, so a smaller skew does not matter. */
const toleratedMs = 5_000;

/**
 * Measures the skew between this node's clock and the clock of the store, which all nodes share. Events are ordered by
 * sequences and versions, not by clocks. But a wrong clock makes alarms, the end of a restaurant's pause, and token expiry
 * come too early or too late.
 */
@Injectable()
export class ClockSkew implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('Clock');
  #skewMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    health: HealthOf,
    metrics: Metrics,
  ) {
    health.add('clock', async () => this.check());
    const skew = () => (this.#skewMs ?? 0) / 1_000;
    new Gauge({
      name: 'passline_clock_skew_seconds',
      help: 'Clock of this node minus clock of the store, in seconds',
      aggregator: 'max',
      registers: [metrics.registry],
      collect() {
        this.set(skew());
      },
    });
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.measure(), everyMs).unref();
    void this.measure();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async measure(now: () => number = Date.now): Promise<void> {
    const sentAt = now();
    try {
      const answer = await this.connection.db?.admin().command({ hello: 1 });
      const storeTime = answer?.['localTime'] as Date | undefined;
      if (!storeTime) return;
      this.#skewMs = (sentAt + now()) / 2 - storeTime.getTime();
    } catch (error) {
      // The health check `store` reports an unreachable store. The last skew is kept.
      this.#log.debug({ err: error, msg: 'clock of the store could not be read' });
      return;
    }
    if (Math.abs(this.#skewMs) > toleratedMs) this.#log.warn({ skewMs: this.#skewMs, msg: this.#detail });
  }

  check(): Check {
    if (this.#skewMs === null || Math.abs(this.#skewMs) <= toleratedMs) return { status: 'up' };
    return { status: 'degraded', detail: this.#detail };
  }

  get #detail(): string {
    const skewMs = this.#skewMs ?? 0;
    const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
    return `this node's clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} the store's; synchronise it`;
  }
}
