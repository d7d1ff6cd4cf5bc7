import { Module } from '@nestjs/common';
import { ChatModule } from '../../../modules/chat/chat.module.ts';
import { CouriersModule } from '../../../modules/couriers/couriers.module.ts';
import { OrdersModule } from '../../../modules/orders/orders.module.ts';
import { AuthorizationModule } from '../../authorization/authorization.module.ts';
import { DeliveryModule } from '../../delivery/delivery.module.ts';
import { LiveAccessModule } from '../../live-access/live-access.module.ts';
import { MetricsModule } from '../../metrics/metrics.module.ts';
import { PacketLimitsModule } from '../handshake/packet-limits.module.ts';
import { StreamsModule } from '../../streams/streams.module.ts';
import { ChatCommands } from './chat-commands.ts';
import { CommandDispatcher } from './command-dispatcher.ts';
import { CommandFilter } from './command.filter.ts';
import { CommandGuard } from './command.guard.ts';
import { ConfirmedMessages } from './confirmed-messages.ts';
import { CourierCommands } from './courier-commands.ts';
import { CommandLimits } from './command-limits.ts';
import { OrderCommands } from './order-commands.ts';
import { SocketCommands } from './socket-commands.ts';

const providers = [
  ChatCommands,
  CommandDispatcher,
  CommandFilter,
  CommandGuard,
  ConfirmedMessages,
  CourierCommands,
  CommandLimits,
  OrderCommands,
  SocketCommands,
];

/** The commands that clients send over a socket. */
@Module({
  imports: [
    ChatModule,
    CouriersModule,
    OrdersModule,
    AuthorizationModule,
    DeliveryModule,
    LiveAccessModule,
    MetricsModule,
    PacketLimitsModule,
    StreamsModule,
  ],
  providers,
  exports: providers,
})
export class CommandsModule {}
