import { Injectable } from '@nestjs/common';
import type { Health } from '@passline/contracts';
import { version } from './version.ts';
import { StoreProbe } from '../database/store-probe.ts';
import { WorkerBus } from '../workers/worker-bus.ts';

export type Check = Health['checks'][string];

/**
 * Whether this process should get traffic. It says no as soon as a stop is asked for, before the first connection is
 * closed, so that a balancer has somewhere else to send people.
 */
@Injectable()
export class HealthOf {
  readonly #checks = new Map<string, () => Promise<Check>>();
  #connections: (() => number) | undefined;
  #draining = false;
  #ready = false;

  constructor(
    store: StoreProbe,
    private readonly coworkers: WorkerBus,
  ) {
    this.#checks.set('store', async () => {
      const { status, detail } = await store.report();
      return detail === undefined ? { status } : { status, detail };
    });
    if (coworkers.seat) this.#checks.set('workers', async () => this.#workers());
    coworkers.on('connections', () => this.#connections?.() ?? 0);
  }

  /** For what else this process leans on. `degraded` is told, and does not take traffic away. */
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
      this.coworkers.ask('connections'),
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

  /** Without asking anybody else. */
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
    const { doors = {}, wanted = 1 } = this.coworkers.crew ?? {};
    const serving = Object.keys(doors).length;
    return { status: serving < wanted ? 'degraded' : 'up', detail: `${serving} of ${wanted} serve` };
  }

  #statusOf(found: readonly Check['status'][]): Health['status'] {
    if (this.#draining) return 'draining';
    if (!this.#ready || found.includes('down')) return 'unavailable';
    return found.includes('degraded') ? 'degraded' : 'ok';
  }
}
