import type { Server as HttpServer } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { createAdapter } from '@socket.io/cluster-adapter';
import type { Server, ServerOptions } from 'socket.io';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { SessionForwarding } from '../../infrastructure/workers/session-forwarding.ts';
import { sessionIds } from '../../infrastructure/workers/session-ids.ts';
import { WorkerBus } from '../../infrastructure/workers/worker-bus.ts';
import { redisAdapter } from './redis-adapter.ts';
import { RedisConnection } from './redis-connection.ts';

/** Makes the Socket.IO servers of all processes one: they exchange messages, and forward requests of long polling. */
@Injectable()
export class ClusterAdapter {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly workerBus: WorkerBus,
    private readonly redis: RedisConnection,
  ) {}

  /** The adapter that reaches the other processes. Redis reaches those of this machine too. */
  get options(): Partial<ServerOptions> {
    if (this.redis.isConfigured) return { adapter: redisAdapter(this.redis) };
    // Short times: requests stop waiting for a killed worker after 2.5 s.
    if (this.workerBus.slot)
      return { adapter: createAdapter({ heartbeatInterval: 1_000, heartbeatTimeout: 2_500 }) };
    return {};
  }

  /** Call it after Socket.IO was attached to `http`, because the forwarding replaces Socket.IO's listeners. */
  attach(server: Server, http: HttpServer): void {
    server.engine.generateId = sessionIds(this.config.nodeId, this.workerBus.slot?.number);
    new SessionForwarding(this.workerBus).attach(http);
  }
}
