import { Controller, Headers, Res } from '@nestjs/common';
import { type AnswerOf, orderCalls, type InputOf, type Order, type Page } from '@passline/contracts';
import type { Response } from 'express';
import { By, type Caller, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { Kitchen } from './kitchen.ts';
import { OrdersService } from './orders.service.ts';
import { Placement } from './placement.ts';

@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly placement: Placement,
    private readonly kitchen: Kitchen,
  ) {}

  @Serve(orderCalls.placeOrder, { perAccount: 'orders' })
  async placeOrder(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof orderCalls.placeOrder>,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Order> {
    const { order, placedBefore } = await this.placement.place(caller, body, key);
    if (placedBefore) response.status(orderCalls.placeOrder.repeated);
    return order;
  }

  @Serve(orderCalls.listOrders)
  async listOrders(
    @By() caller: UserOrKey,
    @Input() { query }: InputOf<typeof orderCalls.listOrders>,
  ): Promise<Page<Order>> {
    return this.orders.list(caller, query);
  }

  @Serve(orderCalls.getOrder)
  async getOrder(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof orderCalls.getOrder>,
  ): Promise<Order> {
    return this.orders.get(caller, params.id);
  }

  @Serve(orderCalls.getOrderEvents)
  async getOrderEvents(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof orderCalls.getOrderEvents>,
  ): Promise<AnswerOf<typeof orderCalls.getOrderEvents>> {
    return { items: await this.orders.events(caller, params.id), nextCursor: null };
  }

  @Serve(orderCalls.moveOrder)
  async moveOrder(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.moveOrder>,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<Order> {
    return this.orders.move(caller, params.id, body, idempotencyKeyOf(key));
  }

  @Serve(orderCalls.reportArrival)
  async reportArrival(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof orderCalls.reportArrival>,
  ): Promise<Order> {
    return this.orders.arrive(caller, params.id, body.place);
  }

  @Serve(orderCalls.acknowledgeOrder)
  async acknowledgeOrder(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof orderCalls.acknowledgeOrder>,
  ): Promise<Order> {
    return this.orders.acknowledge(caller, params.id);
  }

  @Serve(orderCalls.markItems)
  async markItems(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.markItems>,
  ): Promise<Order> {
    return this.kitchen.markItems(caller, params.id, body);
  }

  @Serve(orderCalls.changeQuantity)
  async changeQuantity(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.changeQuantity>,
  ): Promise<Order> {
    return this.kitchen.changeQuantity(caller, params, body);
  }

  @Serve(orderCalls.proposeReplacement)
  async proposeReplacement(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.proposeReplacement>,
  ): Promise<Order> {
    return this.kitchen.propose(caller, params, body);
  }

  @Serve(orderCalls.withdrawReplacement)
  async withdrawReplacement(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof orderCalls.withdrawReplacement>,
  ): Promise<Order> {
    return this.kitchen.withdraw(caller, params);
  }

  @Serve(orderCalls.answerReplacement)
  async answerReplacement(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof orderCalls.answerReplacement>,
  ): Promise<Order> {
    return this.kitchen.answer(caller, params, body);
  }

  @Serve(orderCalls.promiseOrder)
  async promiseOrder(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.promiseOrder>,
  ): Promise<Order> {
    return this.orders.promise(caller, params.id, body);
  }

  @Serve(orderCalls.recallOrder)
  async recallOrder(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.recallOrder>,
  ): Promise<Order> {
    return this.orders.recall(caller, params.id, body);
  }

  @Serve(orderCalls.nameDriver)
  async nameDriver(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.nameDriver>,
  ): Promise<Order> {
    return this.orders.nameDriver(caller, params.id, body);
  }

  @Serve(orderCalls.cancelOrder)
  async cancelOrder(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof orderCalls.cancelOrder>,
  ): Promise<Order> {
    return this.orders.cancel(caller, params.id, body);
  }

  @Serve(orderCalls.getPromiseDefault)
  async getPromiseDefault(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof orderCalls.getPromiseDefault>,
  ): Promise<AnswerOf<typeof orderCalls.getPromiseDefault>> {
    return this.orders.usualMinutes(caller, params.id);
  }
}
