import { Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { StreamLog } from '@passline/event-log';
import type { Connection } from 'mongoose';
import { AuthModule } from '../auth/auth.module.ts';
import { ChatModule } from '../chat/chat.module.ts';
import { CouriersModule } from '../couriers/couriers.module.ts';
import { OperationsModule } from '../operations/operations.module.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { PresenceModule } from '../presence/presence.module.ts';
import { RestaurantsModule } from '../restaurants/restaurants.module.ts';
import { Storage } from '../storage/storage.ts';
import { AccessVersion } from './access/access-version.ts';
import { EndedJobs } from './access/ended-jobs.ts';
import { AccessExplanation } from './access/explanation.ts';
import { LiveAccess } from './access/live-access.ts';
import { OrdersHere } from './access/orders-here.ts';
import { RoomPolicy } from './access/room-policy.ts';
import { CensusTaker } from './census.ts';
import { ChatCommands } from './commands/chat-commands.ts';
import { CommandFilter } from './commands/command.filter.ts';
import { CommandGuard } from './commands/command.guard.ts';
import { CourierCommands } from './commands/courier-commands.ts';
import { Intake } from './commands/intake.ts';
import { Limits } from './commands/limits.ts';
import { OrderCommands } from './commands/order-commands.ts';
import { SocketGateway } from './commands/socket.gateway.ts';
import { Allowance } from './connections/allowance.ts';
import { Connections } from './connections/connections.ts';
import { Membership } from './connections/membership.ts';
import { Reception } from './connections/reception.ts';
import { SlowSockets } from './connections/slow-sockets.ts';
import { Turns } from './connections/turns.ts';
import { StreamPublisher } from './delivery/stream-publisher.ts';
import { CatchUpBuffer } from './delivery/catch-up-buffer.ts';
import { StreamSubscriber } from './delivery/stream-subscriber.ts';
import { VolatileBroadcaster } from './delivery/volatile-broadcaster.ts';
import { NodeBus } from './delivery/node-bus.ts';
import { Draining } from './draining.ts';
import { FeedHolding } from './feed-holding.ts';
import { Handshake } from './handshake/handshake.ts';
import { LogPoll } from './log-poll.ts';
import { PacketGate } from './handshake/packet-gate.ts';
import { UserArrivals } from './handshake/user-arrivals.ts';
import { PresenceReport } from './presence-report.ts';
import { Receipts } from './receipts.ts';
import { RedisLine } from './redis/redis-line.ts';
import { Joining } from './replay/joining.ts';
import { Replay } from './replay/replay.ts';
import { MeterReader } from './readings.ts';
import { SocketMeters } from './socket-meters.ts';
import { SocketServer } from './socket-server.ts';
import { SystemStats } from './system-stats.ts';

const log = new Logger('StreamLog');

@Module({
  imports: [
    AuthModule,
    ChatModule,
    CouriersModule,
    OperationsModule,
    OrdersModule,
    PresenceModule,
    RestaurantsModule,
  ],
  providers: [
    {
      provide: StreamLog,
      inject: [getConnectionToken(), Storage],
      useFactory: (connection: Connection, storage: Storage) => {
        const streams = new StreamLog({
          connection,
          logger: {
            warn: (message, details) => log.warn({ ...details, msg: message }),
            error: (message, details) => log.error({ ...details, msg: message }),
          },
        });
        // Before anything can be appended: their uniqueness is what makes a sequence gapless.
        storage.addIndexes({ collection: 'event_log', create: () => streams.ensureIndexes() });
        return streams;
      },
    },
    AccessExplanation,
    AccessVersion,
    EndedJobs,
    LiveAccess,
    OrdersHere,
    RoomPolicy,
    CommandFilter,
    CommandGuard,
    Intake,
    Limits,
    OrderCommands,
    SocketGateway,
    Allowance,
    Connections,
    Membership,
    Reception,
    Turns,
    StreamPublisher,
    CatchUpBuffer,
    StreamSubscriber,
    NodeBus,
    Handshake,
    LogPoll,
    PacketGate,
    UserArrivals,
    Joining,
    Replay,
    SocketMeters,
    MeterReader,
    SocketServer,
    CensusTaker,
    ChatCommands,
    CourierCommands,
    Draining,
    RedisLine,
    FeedHolding,
    VolatileBroadcaster,
    PresenceReport,
    Receipts,
    SlowSockets,
    SystemStats,
  ],
  exports: [
    AccessExplanation,
    CensusTaker,
    Connections,
    Intake,
    StreamPublisher,
    StreamSubscriber,
    MeterReader,
    PacketGate,
    VolatileBroadcaster,
    Receipts,
    SocketMeters,
    SocketServer,
  ],
})
export class RealtimeModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly streams: StreamLog) {}

  onApplicationBootstrap(): void {
    this.streams.start();
  }

  onApplicationShutdown(): void {
    this.streams.stop();
  }
}
