import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import { Counter, Gauge } from '@prometheus-io/client';
import type { NextFunction, Request, Response } from 'express';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Check, HealthOf } from '../observability/health.ts';
import { Metrics } from '../observability/metrics.ts';
import { AdmissionLimit } from './admission-limit.ts';
import { type RequestClass, classOf, requestClasses, showsLag } from './request-class.ts';
import { StoreWait } from './store-wait.ts';

const tickMs = 100;
const ticksPerInterval = 5;
/** Health reports an overload for this long after the last refusal, so that a probe between two does not miss it. */
const reportedForMs = 5_000;
const longestRetrySeconds = 5;

interface Source {
  name: string;
  classes: readonly RequestClass[];
  /** The lag since the last call, in milliseconds. */
  take: () => number;
}

/**
 * Refuses requests while the server is overloaded, before any work for them is begun: an accepted order is answered and
 * delivered in time, and the others are asked to try again. Without it all are accepted, and all of them wait.
 */
@Injectable()
export class Admission implements OnApplicationShutdown {
  readonly #limits: Record<RequestClass, AdmissionLimit>;
  readonly #sources: Source[] = [];
  readonly #lags = new Map<string, number>();
  readonly #requests: Counter<'class' | 'outcome'>;
  #timer: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #delays: number[] = [];
  #refusedAt = -Infinity;

  constructor(
    health: HealthOf,
    metrics: Metrics,
    store: StoreWait,
    @Inject(CONFIG) { overloadLagMs }: Pick<Config, 'overloadLagMs'>,
  ) {
    this.#limits = {
      arrival: new AdmissionLimit({ targetMs: overloadLagMs, least: 4 }),
      // Refused only long after new orders were: who works off what there is relieves the server.
      ongoing: new AdmissionLimit({ targetMs: overloadLagMs * 3, least: 16 }),
    };
    this.measure('event_loop', requestClasses, () => Math.min(...this.#delays.splice(0)));
    this.measure('store', requestClasses, () => store.take());
    health.add('load', async () => this.check());
    this.#requests = this.#registerMetrics(metrics);
  }

  /** Adds something whose lag counts for requests of these classes. It is asked twice a second while there are any. */
  measure(name: string, classes: readonly RequestClass[], take: () => number): void {
    this.#sources.push({ name, classes, take });
  }

  /** Must come before everything that costs more than a refusal. */
  guard(app: NestExpressApplication): void {
    app.use((request: Request, response: Response, next: NextFunction) => {
      const { method, path } = request;
      const kind = classOf(method, path);
      if (!kind) {
        next();
        return;
      }
      const limit = this.#limits[kind];
      const admitted = limit.admit(performance.now(), showsLag(kind, path));
      this.#watch();
      this.#requests.inc({ class: kind, outcome: admitted ? 'admitted' : 'refused' });
      if (!admitted) {
        next(this.#refusal());
        return;
      }
      response.once('close', () => limit.end(admitted, performance.now(), response.statusCode < 400));
      next();
    });
  }

  /** Degraded, never down: if balancers removed every overloaded node, the rest would be overloaded next. */
  check(): Check {
    if (performance.now() - this.#refusedAt > reportedForMs) return { status: 'up' };
    return { status: 'degraded', detail: 'overloaded: some requests are refused, new orders first' };
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #refusal(): Refusal {
    this.#refusedAt = performance.now();
    return new Refusal(
      'overloaded',
      'The server is busy. Nothing was changed. Try again after `retryAfter` seconds.',
      {
        // Random, so that the refused clients do not all return at the same moment.
        retryAfter: 1 + Math.floor(Math.random() * longestRetrySeconds),
      },
    );
  }

  /** An idle process runs no timer. */
  #watch(): void {
    if (this.#timer) return;
    // What was measured before belongs to a time without requests.
    for (const { take } of this.#sources) take();
    this.#tickedAt = performance.now();
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
  }

  #tick(): void {
    const now = performance.now();
    this.#delays.push(Math.max(0, now - this.#tickedAt - tickMs));
    this.#tickedAt = now;
    if (this.#delays.length === ticksPerInterval) this.#adjust(now);
  }

  #adjust(now: number): void {
    for (const { name, take } of this.#sources) this.#lags.set(name, take());
    for (const kind of requestClasses) {
      const shared = this.#sources.filter(({ classes }) => classes.includes(kind));
      const lag = Math.max(...shared.map(({ name }) => this.#lags.get(name) ?? 0));
      this.#lags.set(`requests_${kind}`, this.#limits[kind].adjust(lag, now));
    }
    const limits = Object.values(this.#limits);
    if (limits.some(({ inFlight, limit }) => inFlight > 0 || limit < Infinity)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#lags.clear();
  }

  #registerMetrics({ registry }: Metrics): Counter<'class' | 'outcome'> {
    const registers = [registry];
    const limits = this.#limits;
    const lags = this.#lags;
    new Gauge({
      name: 'passline_admission_limit',
      help: 'Requests of a class that may be in flight; absent while there is no limit',
      labelNames: ['class'],
      registers,
      collect() {
        this.reset();
        for (const kind of requestClasses)
          if (limits[kind].limit < Infinity) this.set({ class: kind }, limits[kind].limit);
      },
    });
    new Gauge({
      name: 'passline_admission_lag_seconds',
      help: 'Measured lag by which requests are admitted; absent while there are no requests',
      labelNames: ['source'],
      aggregator: 'max',
      registers,
      collect() {
        this.reset();
        for (const [source, ms] of lags) this.set({ source }, ms / 1_000);
      },
    });
    const requests = new Counter({
      name: 'passline_admission_requests_total',
      help: 'Requests admitted, and refused because of overload',
      labelNames: ['class', 'outcome'],
      registers,
    });
    for (const kind of requestClasses)
      for (const outcome of ['admitted', 'refused']) requests.inc({ class: kind, outcome }, 0);
    return requests;
  }
}
