import { createRequire } from 'node:module';

interface ConnectionPool {
  options: { minPoolSize: number };
  minPoolSizeTimer: NodeJS.Timeout | undefined;
  ensureMinPoolSize: () => void;
}

const everyMs = 10_000;
const calmed = new WeakSet();

/**
 * The pools of the MongoDB driver wake an idle process ten times a second, to keep a least number of connections, and the
 * interval is no option. Passline sets no least number, so once in ten seconds is enough to close useless connections;
 * those are never used in between. It throws at start if the driver's internals have changed.
 */
export function calmDriver(): void {
  // The driver's index does not export this class.
  const { ConnectionPool } = createRequire(import.meta.url)('mongodb/lib/cmap/connection_pool.js') as {
    ConnectionPool: { prototype: ConnectionPool };
  };
  const { prototype } = ConnectionPool;
  if (calmed.has(prototype)) return;
  const { ensureMinPoolSize } = prototype;
  if (typeof ensureMinPoolSize !== 'function')
    throw new Error(
      'The MongoDB driver has changed: ConnectionPool.ensureMinPoolSize is missing. Check whether driver-idle.ts is still needed.',
    );
  prototype.ensureMinPoolSize = function (this: ConnectionPool): void {
    const before = this.minPoolSizeTimer;
    ensureMinPoolSize.call(this);
    if (this.options.minPoolSize > 0 || this.minPoolSizeTimer === before) return;
    clearTimeout(this.minPoolSizeTimer);
    this.minPoolSizeTimer = setTimeout(() => this.ensureMinPoolSize(), everyMs);
  };
  calmed.add(prototype);
}
