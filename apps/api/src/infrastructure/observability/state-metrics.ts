import { Injectable } from '@nestjs/common';
import { Relay } from '@passline/event-log';
import { Counter, Gauge, type Registry } from '@prometheus-io/client';
import { Storage } from '../database/storage.ts';
import { StoreProbe } from '../database/store-probe.ts';
import { Tracing } from '../tracing/tracing.ts';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';

const valueOf = { up: 1, degraded: 0.5, down: 0 } as const;

/**
 * Gauges for alerts, measured when Prometheus asks. While the store is unreachable its own gauges are NaN, and all others
 * still have values.
 */
@Injectable()
export class StateMetrics {
  readonly #registers: Registry[];

  constructor(
    metrics: Metrics,
    health: HealthOf,
    storage: Storage,
    store: StoreProbe,
    relay: Relay,
    tracing: Tracing,
  ) {
    this.#registers = [metrics.registry];
    this.#watchHealth(health);
    this.#watchStore(store);
    this.#watchEvents(storage, relay);
    if (tracing.isOn) this.#watchTracing(tracing);
  }

  #watchHealth(health: HealthOf): void {
    new Gauge({
      name: 'passline_ready',
      help: 'Whether this process should get traffic: 1 ready, 0 not',
      aggregator: 'min',
      registers: this.#registers,
      async collect() {
        const { status } = await health.report();
        this.set(status === 'ok' || status === 'degraded' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'passline_health',
      help: 'State of a dependency of this process: 1 up, 0.5 degraded, 0 down',
      labelNames: ['check'],
      aggregator: 'min',
      registers: this.#registers,
      async collect() {
        const { checks } = await health.report();
        for (const [check, { status }] of Object.entries(checks)) this.set({ check }, valueOf[status]);
      },
    });
  }

  #watchStore(store: StoreProbe): void {
    new Gauge({
      name: 'passline_store_writable',
      help: 'Whether the store accepts writes: 1 after a real write, 0 when its disk is full or it is unreachable',
      aggregator: 'min',
      registers: this.#registers,
      async collect() {
        this.set((await store.report()).writable ? 1 : 0);
      },
    });
    new Gauge({
      name: 'passline_store_damaged_reads',
      help: 'Reads of damaged documents in the embedded store since its start',
      aggregator: 'max',
      registers: this.#registers,
      async collect() {
        this.set((await store.report()).damagedReads);
      },
    });
  }

  #watchTracing(tracing: Tracing): void {
    new Counter({
      name: 'passline_trace_spans_dropped_total',
      help: 'Spans that were lost because the receiver of traces was away or too slow',
      registers: this.#registers,
      collect() {
        this.reset();
        this.inc(tracing.dropped);
      },
    });
  }

  #watchEvents(storage: Storage, relay: Relay): void {
    const valueOrNaN = async (figure: () => Promise<number>) =>
      (await storage.isUp()) ? figure().catch(() => Number.NaN) : Number.NaN;
    new Gauge({
      name: 'passline_outbox_backlog',
      help: 'Aggregates with events that are not relayed yet, over all nodes',
      aggregator: 'max',
      registers: this.#registers,
      async collect() {
        this.set(await valueOrNaN(() => relay.backlog()));
      },
    });
    new Gauge({
      name: 'passline_parked_events',
      help: 'Parked events of all nodes, which an operator has to retry',
      aggregator: 'max',
      registers: this.#registers,
      async collect() {
        this.set(await valueOrNaN(() => relay.parked.count()));
      },
    });
  }
}
