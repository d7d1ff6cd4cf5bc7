import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

interface DriverConnection {
  socket: Socket;
  closed: boolean;
  cleanup: (error: Error) => void;
}

const repaired = new WeakSet();

/**
 * Whoever writes to the store waits until the socket takes more or fails, and never hears that it has closed (MongoDB
 * driver 7.8). The monitor of a store that died in that moment would wait for ever, and with it every request of this
 * process. So a connection that ends says so to those who wait for its socket. When the driver is built otherwise this
 * throws, at start.
 */
export function repairDriver(): void {
  // Not through its index: the class is not exported there.
  const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
    Connection: { prototype: DriverConnection };
  };
  const { prototype } = Connection;
  if (repaired.has(prototype)) return;
  const { cleanup } = prototype;
  if (typeof cleanup !== 'function') throw new Error('This MongoDB driver closes its connections otherwise.');
  prototype.cleanup = function (this: DriverConnection, error: Error): void {
    if (this.closed) return;
    cleanup.call(this, error);
    this.socket.emit('error', error);
  };
  repaired.add(prototype);
}
