import { Controller, Headers, Res } from '@nestjs/common';
import { type AnswerOf, type InputOf, type Order, telephoneOrderCalls } from '@passline/contracts';
import type { Response } from 'express';
import { By, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { TelephoneOrders } from './telephone-orders.service.ts';

@Controller()
export class TelephoneOrdersController {
  constructor(private readonly orders: TelephoneOrders) {}

  @Serve(telephoneOrderCalls.placeTelephoneOrder)
  async placeTelephoneOrder(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof telephoneOrderCalls.placeTelephoneOrder>,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Order> {
    const { order, placedBefore } = await this.orders.place(caller, params.id, body, key);
    if (placedBefore) response.status(telephoneOrderCalls.placeTelephoneOrder.repeated);
    return order;
  }

  @Serve(telephoneOrderCalls.findTelephoneCustomer)
  async findTelephoneCustomer(
    @By() caller: UserOrKey,
    @Input() { params, query }: InputOf<typeof telephoneOrderCalls.findTelephoneCustomer>,
  ): Promise<AnswerOf<typeof telephoneOrderCalls.findTelephoneCustomer>> {
    return { customer: await this.orders.customer(caller, params.id, query.phone) };
  }
}
