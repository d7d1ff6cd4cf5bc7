import { Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { StreamLog } from '@passline/event-log';
import type { Connection } from 'mongoose';
import { Storage } from '../../infrastructure/database/storage.ts';
import { Tracing } from '../../infrastructure/tracing/tracing.ts';
import { OrderAccessModule } from '../../modules/orders/order-access.module.ts';
import { AuthorizationModule } from '../authorization/authorization.module.ts';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { EventLag } from './event-lag.ts';
import { CatchUp } from './catch-up.ts';
import { LogPoll } from './log-poll.ts';
import { RoomMembership } from './room-membership.ts';
import { Receipts } from './alarm-receipts.ts';
import { Replay } from './replay.ts';
import { StreamPublisher } from './stream-publisher.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { StreamsPersonalData } from './streams.personal-data.ts';

const log = new Logger('StreamLog');

/** The durable streams: publishing to the log, following it on every node, replaying missed events. */
@Module({
  imports: [
    OrderAccessModule,
    AuthorizationModule,
    ClusterModule,
    ConnectionsModule,
    DeliveryModule,
    MetricsModule,
  ],
  providers: [
    {
      provide: StreamLog,
      inject: [getConnectionToken(), Storage, Tracing],
      useFactory: (connection: Connection, storage: Storage, tracing: Tracing) => {
        const streams = new StreamLog({
          connection,
          ...(tracing.isOn && { tracing }),
          logger: {
            warn: (message, { error, ...details } = {}) => log.warn({ ...details, err: error, msg: message }),
            error: (message, { error, ...details } = {}) =>
              log.error({ ...details, err: error, msg: message }),
          },
        });
        // Created before anything is appended: the unique indexes keep sequences gapless.
        storage.addIndexes({ collection: 'event_log', create: () => streams.ensureIndexes() });
        return streams;
      },
    },
    EventLag,
    CatchUp,
    LogPoll,
    RoomMembership,
    Receipts,
    Replay,
    StreamPublisher,
    StreamSubscriber,
    StreamsPersonalData,
  ],
  exports: [CatchUp, RoomMembership, Receipts, StreamPublisher, StreamSubscriber],
})
export class StreamsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly streams: StreamLog) {}

  onApplicationBootstrap(): void {
    this.streams.start();
  }

  onApplicationShutdown(): void {
    this.streams.stop();
  }
}
