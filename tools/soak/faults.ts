/** The faults of a soak run in a seeded random order: each kind occurs once before any is repeated. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './client.ts';
import type { Cluster } from './cluster.ts';
import { flood } from './floods.ts';
import { shuffled } from './random.ts';

export const faultKinds = [
  'kill a node',
  'stop a node',
  'kill the store',
  'kill Redis',
  'flood of wrong tokens',
  'flood of pings',
  'no fault',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const downMs = 3_000;
const floodSeconds = 3;

export class Faults {
  readonly counts: Partial<Record<FaultKind, number>> = {};
  readonly #cluster: Cluster;
  readonly #random: () => number;
  readonly #pinging: Account;
  #deck: FaultKind[] = [];

  constructor(cluster: Cluster, random: () => number, pinging: Account) {
    this.#cluster = cluster;
    this.#random = random;
    this.#pinging = pinging;
  }

  next(): { kind: FaultKind; node: 0 | 1; run: () => Promise<string> } {
    if (this.#deck.length === 0)
      this.#deck = shuffled(faultKinds, this.#random).filter(
        (kind) => kind !== 'kill Redis' || this.#cluster.redis !== undefined,
      );
    const kind = this.#deck.pop() ?? 'no fault';
    const node = this.#random() < 0.5 ? 0 : 1;
    const stopMs = 3_000 + Math.round(this.#random() * 12_000);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    return { kind, node, run: () => this.#run(kind, node, stopMs) };
  }

  async #run(kind: FaultKind, node: 0 | 1, stopMs: number): Promise<string> {
    const { nodes, store, redis } = this.#cluster;
    const hit = nodes[node];
    switch (kind) {
      case 'kill a node':
        return this.#killAndRestart(hit.process);
      case 'kill the store':
        return this.#killAndRestart(store);
      case 'kill Redis':
        return redis ? this.#killAndRestart(redis) : 'Redis is not running';
      case 'stop a node':
        hit.process.suspend();
        await pause(stopMs);
        hit.process.resume();
        return `${hit.process.name} stopped for ${(stopMs / 1_000).toFixed(1)} s`;
      case 'flood of wrong tokens':
        return `${await flood(hit.url, undefined, '40{"token":"bad"}', floodSeconds)} wrong tokens to ${hit.process.name}`;
      case 'flood of pings': {
        const greeting = `40${JSON.stringify({ token: this.#pinging.token })}`;
        return `${await flood(hit.url, greeting, '420["ping"]', floodSeconds)} pings to ${hit.process.name}`;
      }
      case 'no fault':
        return 'no fault';
    }
  }

  async #killAndRestart(process: Cluster['store']): Promise<string> {
    await process.kill();
    await pause(downMs);
    const startedAt = performance.now();
    await process.start();
    return `${process.name} killed, ready ${((performance.now() - startedAt) / 1_000).toFixed(1)} s after its restart`;
  }
}
