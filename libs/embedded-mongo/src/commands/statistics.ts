import type { Doc } from '../bson/document.ts';

const kinds: Record<string, 'insert' | 'query' | 'update' | 'delete' | 'getmore'> = {
  insert: 'insert',
  find: 'query',
  update: 'update',
  delete: 'delete',
  getMore: 'getmore',
};
const counters = { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 };

/** Statistics since the start of the engine, for `serverStatus` and `top`. */
export class Statistics {
  readonly operations = { ...counters };
  readonly network = { bytesIn: 0, bytesOut: 0, numRequests: 0 };
  readonly connections = { current: 0, totalCreated: 0 };
  /** Microseconds and number of commands by namespace. */
  private readonly used = new Map<string, { time: number; count: number }>();

  note(command: string, namespace: string, ms: number): void {
    this.operations[kinds[command] ?? 'command']++;
    const used = this.used.get(namespace) ?? { time: 0, count: 0 };
    used.time += Math.round(ms * 1000);
    used.count++;
    if (this.used.size < 10_000) this.used.set(namespace, used);
  }

  top(): Doc {
    const totals = [...this.used].map(([namespace, total]) => [namespace, { total }] as const);
    return { note: 'all times in microseconds', ...Object.fromEntries(totals) };
  }
}
