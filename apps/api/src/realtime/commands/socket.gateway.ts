import { StandardSchemaValidationPipe, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import { Refusal, room } from '@passline/contracts';
import {
  ConnectedSocket,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { LiveAccess } from '../access/live-access.ts';
import { Membership } from '../connections/membership.ts';
import { Reception } from '../connections/reception.ts';
import type { LiveSocket } from '../connections/standing.ts';
import { Joining } from '../replay/joining.ts';
import { SocketServer } from '../socket-server.ts';
import { CommandFilter } from './command.filter.ts';
import { CommandGuard, callerOf } from './command.guard.ts';
import { ChatCommands } from './chat-commands.ts';
import { CourierCommands } from './courier-commands.ts';
import { OrderCommands } from './order-commands.ts';
import { misfit } from './misfit.ts';
import { type Body, type Payload, Sent, Serves, unknownCommand } from './serves.ts';

/** Transport only: who may, what it means and what becomes of it is decided elsewhere. */
@WebSocketGateway()
@UseGuards(CommandGuard)
@UsePipes(new StandardSchemaValidationPipe({ exceptionFactory: misfit }))
@UseFilters(CommandFilter)
export class SocketGateway
  implements OnGatewayInit<Server>, OnGatewayConnection<LiveSocket>, OnGatewayDisconnect<LiveSocket>
{
  constructor(
    private readonly server: SocketServer,
    private readonly reception: Reception,
    private readonly membership: Membership,
    private readonly joining: Joining,
    private readonly access: LiveAccess,
    private readonly orders: OrderCommands,
    private readonly couriers: CourierCommands,
    private readonly chat: ChatCommands,
  ) {}

  afterInit(server: Server): void {
    this.server.attach(server);
  }

  handleConnection(socket: LiveSocket): void {
    this.reception.welcome(socket);
  }

  handleDisconnect(socket: LiveSocket, reason: string): void {
    this.reception.goodbye(socket, reason);
  }

  @Serves('register')
  register(@ConnectedSocket() socket: LiveSocket): Body<'register'> {
    return this.membership.introduce(socket) as Body<'register'>;
  }

  @Serves('join:order')
  joinOrder(@ConnectedSocket() socket: LiveSocket, @Sent('join:order') target: Payload<'join:order'>) {
    return this.#join(socket, room.order, target);
  }

  @Serves('join:restaurant')
  joinRestaurant(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('join:restaurant') target: Payload<'join:restaurant'>,
  ) {
    return this.#join(socket, room.restaurant, target);
  }

  /** What is said of a delivery is said in its order's room. */
  @Serves('join:delivery')
  joinDelivery(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('join:delivery') target: Payload<'join:delivery'>,
  ) {
    return this.#join(socket, room.order, target);
  }

  @Serves('leave:order')
  leaveOrder(@ConnectedSocket() socket: LiveSocket, @Sent('leave:order') target: Payload<'leave:order'>) {
    return this.#leave(socket, room.order, target);
  }

  @Serves('leave:restaurant')
  leaveRestaurant(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('leave:restaurant') target: Payload<'leave:restaurant'>,
  ) {
    return this.#leave(socket, room.restaurant, target);
  }

  @Serves('leave:delivery')
  leaveDelivery(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('leave:delivery') target: Payload<'leave:delivery'>,
  ) {
    return this.#leave(socket, room.order, target);
  }

  @Serves('sync')
  sync(@ConnectedSocket() socket: LiveSocket, @Sent('sync') { streams }: Payload<'sync'>) {
    return this.joining.sync(socket, streams);
  }

  @Serves('order:receipt')
  receipt(@ConnectedSocket() socket: LiveSocket, @Sent('order:receipt') seen: Payload<'order:receipt'>) {
    return this.orders.receipt(socket, callerOf(socket), seen);
  }

  @Serves('order:acknowledge')
  acknowledge(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('order:acknowledge') { orderId }: Payload<'order:acknowledge'>,
  ) {
    return this.orders.acknowledge(callerOf(socket), orderId);
  }

  @Serves('delivery:location')
  locate(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('delivery:location') position: Payload<'delivery:location'>,
  ) {
    return this.couriers.locate(callerOf(socket), position);
  }

  @Serves('delivery:status')
  duty(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('delivery:status') { status }: Payload<'delivery:status'>,
  ) {
    return this.couriers.change(callerOf(socket), status);
  }

  @Serves('chat:send')
  say(@ConnectedSocket() socket: LiveSocket, @Sent('chat:send') message: Payload<'chat:send'>) {
    return this.chat.send(callerOf(socket), message);
  }

  @Serves('chat:typing')
  typing(@ConnectedSocket() socket: LiveSocket, @Sent('chat:typing') { orderId }: Payload<'chat:typing'>) {
    return this.chat.typing(socket, callerOf(socket), orderId);
  }

  @Serves('chat:read')
  haveRead(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('chat:read') { orderId, upTo }: Payload<'chat:read'>,
  ) {
    return this.chat.read(callerOf(socket), orderId, upTo);
  }

  @Serves('auth:refresh')
  async refresh(
    @ConnectedSocket() socket: LiveSocket,
    @Sent('auth:refresh') { token }: Payload<'auth:refresh'>,
  ) {
    const { tokenExpiresAt } = await this.access.renew(socket, token.replace(/^Bearer +/i, ''));
    return { expiresAt: tokenExpiresAt.toISOString() };
  }

  @Serves('ping')
  ping(): Body<'ping'> {
    return { at: new Date().toISOString() };
  }

  @SubscribeMessage(unknownCommand)
  unknown(): never {
    throw new Refusal('unknown_event', 'There is no such command.');
  }

  #join(socket: LiveSocket, named: (id: string) => string, target: Payload<'join:order'>) {
    const { id, after, epoch } = typeof target === 'string' ? { id: target } : target;
    return this.joining.join(socket, named(id), after === undefined ? null : { seq: after, epoch });
  }

  #leave(
    socket: LiveSocket,
    named: (id: string) => string,
    target: Payload<'leave:order'>,
  ): Body<'leave:order'> {
    const name = named(typeof target === 'string' ? target : target.id);
    this.membership.leave(socket, name);
    return { room: name };
  }
}
