import { Module } from '@nestjs/common';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { Connections } from './connections.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { ConnectionStats } from './connection-stats.ts';
import { SocketSearch } from './socket-search.ts';
import { StreamListeners } from './stream-listeners.ts';
import { UserPresence } from './user-presence.ts';

const providers = [
  Connections,
  ConnectionLimit,
  ConnectionStats,
  SocketSearch,
  StreamListeners,
  UserPresence,
];

/** The sockets of this node, and limits and statistics over all nodes. */
@Module({ imports: [ClusterModule], providers, exports: providers })
export class ConnectionsModule {}
