import { Injectable, Logger } from '@nestjs/common';
import type { Namespace, Server } from 'socket.io';
import { HealthOf } from '../../infrastructure/observability/health.ts';
import { Connections } from '../connections/connections.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

/** Reports the connections and rooms of the Socket.IO server, and the connections that Engine.IO rejects. */
@Injectable()
export class ServerMetrics {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly connections: Connections,
    private readonly metrics: SocketMetrics,
    private readonly health: HealthOf,
  ) {}

  watch(server: Server, namespace: Namespace): void {
    server.engine.on('connection_error', ({ code, message }: { code: number; message: string }) => {
      this.metrics.countRejectedHandshake(`engine_${code}`);
      this.#log.log({ code, reason: message, msg: 'connection rejected' });
    });
    this.health.countConnections(() => this.connections.size);
    this.metrics.watch(
      () => this.connections.size,
      () => roomsOf(namespace),
    );
  }
}

function roomsOf({ adapter: { rooms, sids } }: Namespace): { total: number; average: number; max: number } {
  let members = 0;
  let max = 0;
  for (const [name, ids] of rooms)
    if (!sids.has(name)) {
      members += ids.size;
      max = Math.max(max, ids.size);
    }
  const total = rooms.size - sids.size;
  return { total, average: total > 0 ? members / total : 0, max };
}
