import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

interface DriverConnection {
  socket: Socket;
  closed: boolean;
  cleanup: (error: Error) => void;
}

const repaired = new WeakSet();

/**
 * Works around a bug of the MongoDB driver 7.8: a write waits for the socket's `drain` or `error`, but not for `close`.
 * If the store dies at that moment, the driver's monitor waits for ever, and with it every request of this process. So a
 * closing connection also emits an error on its socket. It throws at start if the driver's internals have changed.
 */
export function repairDriver(): void {
  // The driver's index does not export this class.
  const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
    Connection: { prototype: DriverConnection };
  };
  const { prototype } = Connection;
  if (repaired.has(prototype)) return;
  const { cleanup } = prototype;
  if (typeof cleanup !== 'function')
    throw new Error(
      'The MongoDB driver has changed: Connection.cleanup is missing. Check whether driver-repair.ts is still needed.',
    );
  prototype.cleanup = function (this: DriverConnection, error: Error): void {
    if (this.closed) return;
    cleanup.call(this, error);
    this.socket.emit('error', error);
  };
  repaired.add(prototype);
}
