import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Counter, Gauge } from '@prometheus-io/client';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Check, HealthOf } from '../../infrastructure/observability/health.ts';
import { Metrics } from '../../infrastructure/observability/metrics.ts';

const pulseEveryMs = 1_000;
/** Without a pulse for `upForMs` the connection counts as down; after `stuckAfterMs` it is made again. */
const upForMs = 3_000;
const stuckAfterMs = 6_000;
const commandMs = 2_000;
/** The most unconfirmed publications. Further ones are dropped, and other nodes read them from the log. */
const mostUnconfirmed = 5_000;

const options: RedisOptions = {
  lazyConnect: true,
  // RESP3 marks messages as pushes, so the subscribing connection cannot take one for the answer to its SSUBSCRIBE. Every
  // Redis with sharded Pub/Sub speaks it. ioredis falls back to RESP2 with a proxy that does not.
  protocol: 3,
  // No queue while offline: it would grow without limit, and other nodes read the log by then.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // `#subscribeAll` subscribes on each connection, to notice failures.
  autoResubscribe: false,
  commandTimeout: commandMs,
  connectTimeout: 3_000,
  retryStrategy: (times) => Math.min(times * 100, 1_000),
};

type Listener = (message: Buffer, channel: Buffer) => void;

/**
 * The Redis connection for messages between nodes. It never throws, waits or queues: what Redis does not accept now,
 * other nodes read from the log. To detect a broken connection, the node publishes a pulse to itself.
 */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  readonly #log = new Logger('Redis');
  readonly #listeners = new Map<string, Listener>();
  readonly #pulse = `passline#pulse#${randomUUID()}`;
  readonly #publishing: Redis | null;
  readonly #subscribing: Redis | null;
  readonly #dropped: Counter;
  /** All processes use the embedded store of this machine. */
  readonly #isOneMachine: boolean;
  #timer: NodeJS.Timeout | undefined;
  #lastPulse = -Infinity;
  #lastTry = performance.now();
  #wasUp = false;
  #unconfirmed = 0;
  /** Redis before 7 does not know sharded Pub/Sub. */
  #tooOld = false;

  constructor(@Inject(CONFIG) { redisUrl, mongodbUri }: Config, health: HealthOf, metrics: Metrics) {
    const registers = [metrics.registry];
    this.#isOneMachine = mongodbUri === undefined;
    this.#dropped = new Counter({
      name: 'passline_redis_dropped_total',
      help: 'Messages to other nodes that Redis did not accept; the nodes read the log instead',
      registers: redisUrl ? registers : [],
    });
    if (!redisUrl) {
      this.#publishing = this.#subscribing = null;
      return;
    }
    this.#publishing = new Redis(redisUrl, options);
    this.#subscribing = new Redis(redisUrl, options);
    this.#listeners.set(this.#pulse, () => this.#pulseReceived());
    for (const client of [this.#publishing, this.#subscribing]) {
      // The pulse reports failures. Without a listener an error event would end the process.
      client.on('error', () => undefined);
      client.connect().catch(() => undefined);
    }
    this.#subscribing.on('ready', () => this.#subscribeAll());
    this.#subscribing.on('smessageBuffer', (channel: Buffer, message: Buffer) =>
      this.#listeners.get(channel.toString())?.(message, channel),
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

  get isConfigured(): boolean {
    return this.#publishing !== null;
  }

  get isUp(): boolean {
    return performance.now() - this.#lastPulse < upForMs;
  }

  /** Whether messages between processes arrive. Those of one machine need no Redis, and always do. */
  get messagesArrive(): boolean {
    return this.isConfigured ? this.isUp : this.#isOneMachine;
  }

  publish(channel: string, message: string | Uint8Array): Promise<void> {
    if (!this.#isReady(this.#publishing) || this.#unconfirmed >= mostUnconfirmed) {
      this.#dropped.inc();
      return Promise.resolve();
    }
    this.#unconfirmed += 1;
    return this.#publishing
      .spublish(channel, typeof message === 'string' ? message : Buffer.from(message))
      .then(
        () => undefined,
        () => this.#dropped.inc(),
      )
      .finally(() => (this.#unconfirmed -= 1));
  }

  subscribe(channel: string, listener: Listener): void {
    this.#listeners.set(channel, listener);
    if (this.#isReady(this.#subscribing)) this.#subscribe(this.#subscribing, channel);
  }

  unsubscribe(channels: readonly string[]): void {
    for (const channel of channels) this.#listeners.delete(channel);
    if (this.#isReady(this.#subscribing) && channels.length > 0)
      this.#subscribing.sunsubscribe(...channels).catch(() => undefined);
  }

  /** The number of subscribers, including this node. 1 if Redis cannot be reached. */
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
    this.#subscribing?.disconnect();
  }

  #isReady(client: Redis | null): client is Redis {
    return client?.status === 'ready';
  }

  #subscribeAll(): void {
    if (!this.#subscribing) return;
    for (const channel of this.#listeners.keys()) this.#subscribe(this.#subscribing, channel);
  }

  #subscribe(client: Redis, channel: string): void {
    client.ssubscribe(channel).then(
      () => {
        this.#tooOld = false;
        if (channel === this.#pulse) this.#beat();
      },
      (error: unknown) => {
        this.#tooOld ||= error instanceof Error && /unknown command/i.test(error.message);
        // The subscription failed: reconnect, so that `#subscribeAll` tries again.
        if (!this.#tooOld) client.disconnect(true);
      },
    );
  }

  #beat(): void {
    const now = performance.now();
    if (this.#wasUp && !this.isUp) {
      this.#wasUp = false;
      this.#log.warn('Redis does not answer: nodes read events of other nodes from the log');
    }
    // A stuck connection sends no close event, so it is closed here.
    if (!this.isUp && !this.#tooOld && now - Math.max(this.#lastPulse, this.#lastTry) > stuckAfterMs) {
      this.#lastTry = now;
      for (const client of [this.#publishing, this.#subscribing])
        if (this.#isReady(client)) client.disconnect(true);
    }
    void this.publish(this.#pulse, '');
  }

  #pulseReceived(): void {
    this.#lastPulse = performance.now();
    if (this.#wasUp) return;
    this.#wasUp = true;
    this.#log.log('Redis connected: nodes send events to each other');
  }

  #check(): Check {
    if (this.isUp) return { status: 'up' };
    const detail = this.#tooOld
      ? 'this Redis version has no sharded Pub/Sub: use Redis 7 or newer'
      : 'Redis does not answer: events of other nodes arrive with a delay of up to a second';
    return { status: 'degraded', detail };
  }
}
