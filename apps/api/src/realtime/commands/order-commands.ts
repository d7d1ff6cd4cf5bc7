import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.ts';
import { OrdersService } from '../../orders/orders.service.ts';
import type { Body, Payload } from './serves.ts';

/** The alarm, from a console that has it. */
@Injectable()
export class OrderCommands {
  constructor(private readonly orders: OrdersService) {}

  async receipt(
    caller: Caller,
    { orderId, ...seen }: Payload<'order:receipt'>,
  ): Promise<Body<'order:receipt'>> {
    await this.orders.receipt(caller, orderId, seen);
    return {};
  }

  async acknowledge(caller: Caller, orderId: string): Promise<Body<'order:acknowledge'>> {
    const { version } = await this.orders.acknowledge(caller, orderId);
    return { version };
  }
}
