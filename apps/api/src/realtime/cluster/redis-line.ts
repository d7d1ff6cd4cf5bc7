import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Counter, Gauge } from 'prom-client';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Check, HealthOf } from '../../infrastructure/observability/health.ts';
import { Metrics } from '../../infrastructure/observability/metrics.ts';

const pulseEveryMs = 1_000;
/** So long after the last pulse the line is taken for broken, and so long after that for stuck, and made anew. */
const upForMs = 3_000;
const stuckAfterMs = 6_000;
const commandMs = 2_000;
/** Publications that Redis has not confirmed yet; beyond it other nodes read them from the log. */
const mostUnconfirmed = 5_000;

const options: RedisOptions = {
  lazyConnect: true,
  // What cannot be sent now is not sent later: by then nodes have read it from the log, and a queue would grow without bound.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // We subscribe ourselves, and know when it has worked.
  autoResubscribe: false,
  commandTimeout: commandMs,
  connectTimeout: 3_000,
  retryStrategy: (times) => Math.min(times * 100, 1_000),
};

type Hear = (message: Buffer, channel: Buffer) => void;

/**
 * What nodes say to each other by way of Redis. It never throws, never waits and never piles up: what Redis does not
 * take now, other nodes read from the log. Whether the line works is seen by a pulse that this node
 * sends to itself, all the way round.
 */
@Injectable()
export class RedisLine implements OnApplicationShutdown {
  readonly #log = new Logger('Redis');
  readonly #hearers = new Map<string, Hear>();
  readonly #pulse = `passline#pulse#${randomUUID()}`;
  readonly #publishing: Redis | null;
  readonly #hearing: Redis | null;
  readonly #unsaid: Counter;
  #timer: NodeJS.Timeout | undefined;
  #lastPulse = -Infinity;
  #lastTry = performance.now();
  #wasUp = false;
  #unconfirmed = 0;
  /** Redis before 7 does not know sharded Pub/Sub. */
  #tooOld = false;

  constructor(@Inject(CONFIG) { redisUrl }: Config, health: HealthOf, metrics: Metrics) {
    const registers = [metrics.registry];
    this.#unsaid = new Counter({
      name: 'passline_redis_unsaid_total',
      help: 'Messages to other nodes that Redis did not take; the nodes read the log instead',
      registers: redisUrl ? registers : [],
    });
    if (!redisUrl) {
      this.#publishing = this.#hearing = null;
      return;
    }
    this.#publishing = new Redis(redisUrl, options);
    this.#hearing = new Redis(redisUrl, options);
    this.#hearers.set(this.#pulse, () => this.#felt());
    for (const client of [this.#publishing, this.#hearing]) {
      // Told by the pulse; without a listener it would end the process.
      client.on('error', () => undefined);
      client.connect().catch(() => undefined);
    }
    this.#hearing.on('ready', () => this.#subscribeAll());
    this.#hearing.on('smessageBuffer', (channel: Buffer, message: Buffer) =>
      this.#hearers.get(channel.toString())?.(message, channel),
    );
    this.#timer = setInterval(() => this.#beat(), pulseEveryMs).unref();
    health.add('redis', async () => this.#check());
    const isUp = () => Number(this.isUp);
    new Gauge({
      name: 'passline_redis_up',
      help: 'Whether nodes reach each other through Redis',
      aggregator: 'min',
      registers,
      collect() {
        this.set(isUp());
      },
    });
  }

  get isWanted(): boolean {
    return this.#publishing !== null;
  }

  get isUp(): boolean {
    return performance.now() - this.#lastPulse < upForMs;
  }

  publish(channel: string, message: string | Uint8Array): Promise<void> {
    if (!this.#isReady(this.#publishing) || this.#unconfirmed >= mostUnconfirmed) {
      this.#unsaid.inc();
      return Promise.resolve();
    }
    this.#unconfirmed += 1;
    return this.#publishing
      .spublish(channel, typeof message === 'string' ? message : Buffer.from(message))
      .then(
        () => undefined,
        () => this.#unsaid.inc(),
      )
      .finally(() => (this.#unconfirmed -= 1));
  }

  subscribe(channel: string, hear: Hear): void {
    this.#hearers.set(channel, hear);
    if (this.#isReady(this.#hearing)) this.#subscribe(this.#hearing, channel);
  }

  unsubscribe(channels: readonly string[]): void {
    for (const channel of channels) this.#hearers.delete(channel);
    if (this.#isReady(this.#hearing) && channels.length > 0)
      this.#hearing.sunsubscribe(...channels).catch(() => undefined);
  }

  /** This one among them; 1 when nobody else can be reached. */
  async listenersOf(channel: string): Promise<number> {
    if (!this.#isReady(this.#publishing)) return 1;
    try {
      const [, count] = (await this.#publishing.call('PUBSUB', 'SHARDNUMSUB', channel)) as [string, number];
      return count;
    } catch {
      return 1;
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#publishing?.disconnect();
    this.#hearing?.disconnect();
  }

  #isReady(client: Redis | null): client is Redis {
    return client?.status === 'ready';
  }

  #subscribeAll(): void {
    if (!this.#hearing) return;
    for (const channel of this.#hearers.keys()) this.#subscribe(this.#hearing, channel);
  }

  #subscribe(client: Redis, channel: string): void {
    client.ssubscribe(channel).then(
      () => {
        this.#tooOld = false;
        if (channel === this.#pulse) this.#beat();
      },
      (error: unknown) => {
        this.#tooOld ||= error instanceof Error && /unknown command/i.test(error.message);
        // Not heard on this channel: only a new line mends that.
        if (!this.#tooOld) client.disconnect(true);
      },
    );
  }

  #beat(): void {
    const now = performance.now();
    if (this.#wasUp && !this.isUp) {
      this.#wasUp = false;
      this.#log.warn('Redis does not answer: nodes find in the store what others have said, each second');
    }
    // A line that stands still without being closed does not notice by itself.
    if (!this.isUp && !this.#tooOld && now - Math.max(this.#lastPulse, this.#lastTry) > stuckAfterMs) {
      this.#lastTry = now;
      for (const client of [this.#publishing, this.#hearing])
        if (this.#isReady(client)) client.disconnect(true);
    }
    void this.publish(this.#pulse, '');
  }

  #felt(): void {
    this.#lastPulse = performance.now();
    if (this.#wasUp) return;
    this.#wasUp = true;
    this.#log.log('Redis carries what nodes say to each other');
  }

  #check(): Check {
    if (this.isUp) return { status: 'up' };
    const detail = this.#tooOld
      ? 'it does not know sharded Pub/Sub: Redis 7 or newer is needed'
      : 'no answer: what happens on other nodes arrives within about a second';
    return { status: 'degraded', detail };
  }
}
