import { Injectable } from '@nestjs/common';
import type { Health } from '@passline/contracts';
import { version } from './version.ts';
import { StoreProbe } from '../database/store-probe.ts';
import { WorkerBus } from '../workers/worker-bus.ts';

export type Check = Health['checks'][string];

/**
 * Reports whether this process should get traffic. It reports "not ready" as soon as a shutdown starts, before any
 * connection closes, so that a load balancer can send clients elsewhere.
 */
@Injectable()
export class HealthOf {
  readonly #checks = new Map<string, () => Promise<Check>>();
  #connections: (() => number) | undefined;
  #draining = false;
  #ready = false;

  constructor(
    store: StoreProbe,
    private readonly workerBus: WorkerBus,
  ) {
    this.#checks.set('store', async () => {
      const { status, detail } = await store.report();
      return detail === undefined ? { status } : { status, detail };
    });
    if (workerBus.slot) this.#checks.set('workers', async () => this.#workers());
    workerBus.on('connections', () => this.#connections?.() ?? 0);
  }

  /** Adds a check of a dependency. `degraded` is reported, but the process still gets traffic. */
  add(name: string, check: () => Promise<Check>): void {
    this.#checks.set(name, check);
  }

  countConnections(connections: () => number): void {
    this.#connections = connections;
  }

  ready(): void {
    this.#ready = true;
  }

  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  async report(): Promise<Health> {
    const [elsewhere, found] = await Promise.all([
      this.workerBus.ask('connections'),
      Promise.all([...this.#checks].map(async ([name, check]) => [name, await check()] as const)),
    ]);
    const { connections = 0, ...rest } = this.process();
    return {
      ...rest,
      connections: elsewhere.reduce((sum, count) => sum + count, connections),
      status: this.#statusOf(found.map(([, { status }]) => status)),
      checks: Object.fromEntries(found),
    };
  }

  /** The state of this process, without running any check. */
  process(): Health {
    return {
      status: this.#draining ? 'draining' : 'ok',
      version,
      uptime: Math.round(process.uptime()),
      checks: {},
      ...(this.#connections && { connections: this.#connections() }),
    };
  }

  #workers(): Check {
    const { ports = {}, wanted = 1 } = this.workerBus.pool ?? {};
    const serving = Object.keys(ports).length;
    return {
      status: serving < wanted ? 'degraded' : 'up',
      detail: `${serving} of ${wanted} workers are running`,
    };
  }

  #statusOf(found: readonly Check['status'][]): Health['status'] {
    if (this.#draining) return 'draining';
    if (!this.#ready || found.includes('down')) return 'unavailable';
    return found.includes('degraded') ? 'degraded' : 'ok';
  }
}
