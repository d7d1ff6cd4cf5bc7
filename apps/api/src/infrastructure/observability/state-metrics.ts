import { Injectable } from '@nestjs/common';
import { Relay } from '@passline/event-log';
import { Gauge } from 'prom-client';
import { Storage } from '../database/storage.ts';
import { StoreProbe } from '../database/store-probe.ts';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';

const worth = { up: 1, degraded: 0.5, down: 0 } as const;

/**
 * How things stand at the moment of the question: what to wake somebody for. While the store is away its own figures are
 * not a number, and everything else is still told.
 */
@Injectable()
export class StateMetrics {
  constructor(metrics: Metrics, health: HealthOf, storage: Storage, store: StoreProbe, relay: Relay) {
    const registers = [metrics.registry];
    const ask = async (figure: () => Promise<number>) =>
      (await storage.isUp()) ? figure().catch(() => Number.NaN) : Number.NaN;
    new Gauge({
      name: 'passline_ready',
      help: 'Whether this process should get traffic',
      aggregator: 'min',
      registers,
      async collect() {
        const { status } = await health.report();
        this.set(status === 'ok' || status === 'degraded' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'passline_health',
      help: 'What this process leans on: 1 up, 0.5 degraded, 0 down',
      labelNames: ['check'],
      aggregator: 'min',
      registers,
      async collect() {
        const { checks } = await health.report();
        for (const [check, { status }] of Object.entries(checks)) this.set({ check }, worth[status]);
      },
    });
    new Gauge({
      name: 'passline_store_writable',
      help: 'Whether the store takes writes: 1 after a real write, 0 when its disk is full or it is away',
      aggregator: 'min',
      registers,
      async collect() {
        this.set((await store.report()).writable ? 1 : 0);
      },
    });
    new Gauge({
      name: 'passline_store_damaged_reads',
      help: 'Reads of the embedded store since its start that met a damaged document',
      aggregator: 'max',
      registers,
      async collect() {
        this.set((await store.report()).damagedReads);
      },
    });
    new Gauge({
      name: 'passline_outbox_backlog',
      help: 'Aggregates of all nodes with events that are not relayed yet',
      aggregator: 'max',
      registers,
      async collect() {
        this.set(await ask(() => relay.backlog()));
      },
    });
    new Gauge({
      name: 'passline_parked_events',
      help: 'Events of all nodes that a consumer has failed at for good: somebody has to look',
      aggregator: 'max',
      registers,
      async collect() {
        this.set(await ask(() => relay.countParked()));
      },
    });
  }
}
