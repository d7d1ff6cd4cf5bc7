import { Injectable, Logger } from '@nestjs/common';
import type { Namespace, Server } from 'socket.io';
import { Connections } from '../connections/connections.ts';
import { Membership } from '../streams/membership.ts';
import { StreamSubscriber } from '../streams/stream-subscriber.ts';
import { VolatileBroadcaster } from '../delivery/volatile-broadcaster.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { Handshake } from './handshake/handshake.ts';
import { HealthOf } from '../../infrastructure/observability/health.ts';
import { WorkerBus } from '../../infrastructure/workers/worker-bus.ts';
import { RedisLine } from '../cluster/redis-line.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';

/** The Socket.IO server of this node. Connects the services that need its namespace. */
@Injectable()
export class SocketServer {
  readonly #log = new Logger('Sockets');
  #server: Server | undefined;

  constructor(
    private readonly handshake: Handshake,
    private readonly subscriber: StreamSubscriber,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly membership: Membership,
    private readonly connections: Connections,
    private readonly bus: NodeBus,
    private readonly metrics: SocketMetrics,
    private readonly health: HealthOf,
    private readonly workerBus: WorkerBus,
    private readonly redis: RedisLine,
  ) {}

  attach(server: Server): void {
    this.#server = server;
    const { namespace } = this;
    namespace.use(this.handshake.admit as Parameters<Namespace['use']>[0]);
    this.bus.attach(namespace, this.workerBus.slot !== null || this.redis.isWanted);
    this.subscriber.attach(namespace);
    this.broadcaster.attach(namespace);
    this.membership.attach(namespace);
    server.engine.on('connection_error', ({ code, message }: { code: number; message: string }) => {
      this.metrics.countRejectedHandshake(`engine_${code}`);
      this.#log.log({ code, reason: message, msg: 'connection rejected' });
    });
    this.health.countConnections(() => this.connections.size);
    this.metrics.watch(
      () => this.connections.size,
      () => this.#rooms(),
    );
  }

  get server(): Server {
    if (!this.#server) throw new Error('the socket server is not attached yet');
    return this.#server;
  }

  get namespace(): Namespace {
    return this.server.of('/');
  }

  #rooms(): { total: number; average: number; max: number } {
    const { rooms, sids } = this.namespace.adapter;
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
}
