import { StandardSchemaValidationPipe, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import { Refusal, room } from '@passline/contracts';
import {
  ConnectedSocket,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  MessageBody,
} from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { ConnectionLifecycle } from './connection-lifecycle.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { SocketServer } from './socket-server.ts';
import { CommandFilter } from './commands/command.filter.ts';
import { CommandGuard, callerOf, userOf } from './commands/command.guard.ts';
import { ChatCommands } from './commands/chat-commands.ts';
import { CourierCommands } from './commands/courier-commands.ts';
import { OrderCommands } from './commands/order-commands.ts';
import { SocketCommands } from './commands/socket-commands.ts';
import { validationError } from './commands/validation-error.ts';
import {
  type Body,
  type Payload,
  CommandPayload,
  Command,
  unknownCommand,
} from './commands/command.decorator.ts';
import { unknownCommandText } from './commands/command-advice.ts';

/** Transport only: it binds commands to services, which check access and do the work. */
@WebSocketGateway()
@UseGuards(CommandGuard)
@UsePipes(new StandardSchemaValidationPipe({ exceptionFactory: validationError }))
@UseFilters(CommandFilter)
export class SocketGateway
  implements OnGatewayInit<Server>, OnGatewayConnection<LiveSocket>, OnGatewayDisconnect<LiveSocket>
{
  constructor(
    private readonly server: SocketServer,
    private readonly lifecycle: ConnectionLifecycle,
    private readonly sockets: SocketCommands,
    private readonly orders: OrderCommands,
    private readonly couriers: CourierCommands,
    private readonly chat: ChatCommands,
  ) {}

  afterInit(server: Server): void {
    this.server.attach(server);
  }

  handleConnection(socket: LiveSocket): void {
    this.lifecycle.connected(socket);
  }

  handleDisconnect(socket: LiveSocket, reason: string): void {
    this.lifecycle.disconnected(socket, reason);
  }

  @Command('register')
  register(@ConnectedSocket() socket: LiveSocket): Body<'register'> {
    return this.sockets.register(socket);
  }

  @Command('join:order')
  joinOrder(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('join:order') target: Payload<'join:order'>,
  ) {
    return this.sockets.join(socket, room.order, target);
  }

  @Command('join:restaurant')
  joinRestaurant(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('join:restaurant') target: Payload<'join:restaurant'>,
  ) {
    return this.sockets.join(socket, room.restaurant, target);
  }

  @Command('join:storefront')
  joinStorefront(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('join:storefront') target: Payload<'join:storefront'>,
  ) {
    return this.sockets.joinStorefront(socket, target);
  }

  /** Events of a delivery go to the room of its order. */
  @Command('join:delivery')
  joinDelivery(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('join:delivery') target: Payload<'join:delivery'>,
  ) {
    return this.sockets.join(socket, room.order, target);
  }

  @Command('leave:order')
  leaveOrder(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('leave:order') target: Payload<'leave:order'>,
  ) {
    return this.sockets.leave(socket, room.order, target);
  }

  @Command('leave:restaurant')
  leaveRestaurant(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('leave:restaurant') target: Payload<'leave:restaurant'>,
  ) {
    return this.sockets.leave(socket, room.restaurant, target);
  }

  @Command('leave:storefront')
  leaveStorefront(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('leave:storefront') target: Payload<'leave:storefront'>,
  ) {
    return this.sockets.leaveStorefront(socket, target);
  }

  @Command('leave:delivery')
  leaveDelivery(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('leave:delivery') target: Payload<'leave:delivery'>,
  ) {
    return this.sockets.leave(socket, room.order, target);
  }

  @Command('sync')
  sync(@ConnectedSocket() socket: LiveSocket, @CommandPayload('sync') positions: Payload<'sync'>) {
    return this.sockets.sync(socket, positions);
  }

  @Command('order:receipt')
  receipt(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('order:receipt') seen: Payload<'order:receipt'>,
  ) {
    return this.orders.receipt(socket, userOf(socket), seen);
  }

  @Command('order:acknowledge')
  acknowledge(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('order:acknowledge') { orderId }: Payload<'order:acknowledge'>,
  ) {
    return this.orders.acknowledge(callerOf(socket), orderId);
  }

  @Command('delivery:location')
  locate(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('delivery:location') position: Payload<'delivery:location'>,
  ) {
    return this.couriers.locate(userOf(socket), position);
  }

  @Command('delivery:status')
  changeStatus(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('delivery:status') wanted: Payload<'delivery:status'>,
  ) {
    return this.couriers.change(userOf(socket), wanted);
  }

  @Command('chat:send')
  sendMessage(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('chat:send') message: Payload<'chat:send'>,
  ) {
    return this.chat.send(userOf(socket), message);
  }

  @Command('chat:presence')
  participants(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('chat:presence') { orderId }: Payload<'chat:presence'>,
  ) {
    return this.chat.presence(userOf(socket), orderId);
  }

  @Command('chat:typing')
  typing(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('chat:typing') { orderId }: Payload<'chat:typing'>,
  ) {
    return this.chat.typing(socket, userOf(socket), orderId);
  }

  @Command('chat:read')
  readMessages(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('chat:read') { orderId, upTo }: Payload<'chat:read'>,
  ) {
    return this.chat.read(userOf(socket), orderId, upTo);
  }

  @Command('chat:delivered')
  confirmMessages(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('chat:delivered') { orderId, upTo }: Payload<'chat:delivered'>,
  ) {
    return this.chat.delivered(userOf(socket), orderId, upTo);
  }

  @Command('auth:refresh')
  refresh(
    @ConnectedSocket() socket: LiveSocket,
    @CommandPayload('auth:refresh') renewal: Payload<'auth:refresh'>,
  ) {
    return this.sockets.refresh(socket, renewal);
  }

  @Command('ping')
  ping(): Body<'ping'> {
    return { at: new Date().toISOString() };
  }

  @SubscribeMessage(unknownCommand)
  unknown(@MessageBody() name: string): never {
    throw new Refusal('unknown_event', unknownCommandText(name));
  }
}
