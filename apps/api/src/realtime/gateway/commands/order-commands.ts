import { Injectable } from '@nestjs/common';
import type { Caller, UserOrKey } from '../../../common/access/caller.ts';
import { OrdersService } from '../../../modules/orders/orders.service.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { Receipts } from '../../streams/alarm-receipts.ts';
import type { Body, Payload } from './command.decorator.ts';

/** Commands about the alarm: a console confirms that it shows it, or a member of staff acknowledges it. */
@Injectable()
export class OrderCommands {
  constructor(
    private readonly orders: OrdersService,
    private readonly receipts: Receipts,
  ) {}

  async receipt(
    socket: LiveSocket,
    caller: Caller,
    { orderId, ...receipt }: Payload<'order:receipt'>,
  ): Promise<Body<'order:receipt'>> {
    const { status } = await this.orders.receipt(caller, orderId, receipt);
    if (status === 'pending') this.receipts.add(socket, orderId, receipt);
    return {};
  }

  async acknowledge(caller: UserOrKey, orderId: string): Promise<Body<'order:acknowledge'>> {
    const { version } = await this.orders.acknowledge(caller, orderId);
    return { version };
  }
}
