import { Injectable } from '@nestjs/common';
import { Relay } from '@passline/event-log';
import type { Request, Response } from 'express';
import { Gauge, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';
import { WorkerBus } from '../workers/worker-bus.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

/** The alert on the lag of the event loop begins at half a second, and this is also the least value that is shown. */
const eventLoopSampleMs = 100;
const eventLoopUtilizationMs = 1_000;

/** Metrics for Prometheus. Each domain registers its own on `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor(
    relay: Relay,
    private readonly workerBus: WorkerBus,
  ) {
    workerBus.on('metrics', () => this.registry.getMetricsAsJSON());
    // The defaults wake an idle process 110 times a second.
    collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: eventLoopSampleMs,
      eventLoopUtilizationTimeout: eventLoopUtilizationMs,
    });
    this.#requests = new Histogram({
      name: 'passline_http_request_duration_seconds',
      help: 'Duration of HTTP requests in seconds',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.registry],
    });
    new Gauge({
      name: 'passline_relay_pending',
      help: 'Aggregates whose events this process is relaying',
      registers: [this.registry],
      collect() {
        this.set(relay.pending);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The metrics of all processes of this machine, so that any worker can answer. */
  async read(): Promise<string> {
    if (!this.workerBus.slot) return this.registry.metrics();
    const [own, others] = await Promise.all([
      this.registry.getMetricsAsJSON(),
      this.workerBus.ask('metrics'),
    ]);
    return Registry.aggregate([own, ...others]).metrics();
  }

  /** Labels requests by route, not by URL: otherwise every order would make a series of its own. */
  readonly time = (request: Request, response: Response, next: () => void): void => {
    const stop = this.#requests.startTimer({
      method: methods.has(request.method) ? request.method : 'other',
    });
    response.once('finish', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      stop({ route: typeof route === 'string' ? route : 'none', status: response.statusCode });
    });
    next();
  };
}
