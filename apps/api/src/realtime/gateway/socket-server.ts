import { Injectable } from '@nestjs/common';
import type { Namespace, Server } from 'socket.io';
import { NodeBus } from '../cluster/node-bus.ts';
import { VolatileBroadcaster } from '../delivery/volatile-broadcaster.ts';
import { RoomMembership } from '../streams/room-membership.ts';
import { StreamSubscriber } from '../streams/stream-subscriber.ts';
import { Handshake } from './handshake/handshake.ts';
import { ServerMetrics } from './server-metrics.ts';

/** The Socket.IO server of this node. Connects the services that need its namespace. */
@Injectable()
export class SocketServer {
  #server: Server | undefined;

  constructor(
    private readonly handshake: Handshake,
    private readonly bus: NodeBus,
    private readonly subscriber: StreamSubscriber,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly membership: RoomMembership,
    private readonly metrics: ServerMetrics,
  ) {}

  attach(server: Server): void {
    this.#server = server;
    const { namespace } = this;
    namespace.use(this.handshake.admit as Parameters<Namespace['use']>[0]);
    this.bus.attach(namespace);
    this.subscriber.attach(namespace);
    this.broadcaster.attach(namespace);
    this.membership.attach(namespace);
    this.metrics.watch(server, namespace);
  }

  get server(): Server {
    if (!this.#server) throw new Error('the socket server is not attached yet');
    return this.#server;
  }

  get namespace(): Namespace {
    return this.server.of('/');
  }
}
