import { Injectable } from '@nestjs/common';
import type { InputOf, Order, orderCalls } from '@passline/contracts';
import { actorOf, type Caller } from '../../common/access/caller.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { assertAction, assertVersion } from './order.access.ts';
import { markItems } from './order-items.ts';
import { orderViewFor } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';

/** Marks the items of orders with the kitchen's settings at that time. */
@Injectable()
export class Kitchen {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly restaurants: RestaurantsService,
  ) {}

  async markItems(
    caller: Caller,
    id: string,
    { expectedVersion, ...marking }: InputOf<typeof orderCalls.markItems>['body'],
  ): Promise<Order> {
    const order = await this.orders.change(
      id,
      async (order, now) => {
        assertAction(caller, order, 'order:prepare');
        assertVersion(order, expectedVersion);
        const { kitchen } = (await this.restaurants.terms(order.restaurantId)).settings;
        return markItems(order, marking, kitchen.readyWhenDone, caller, now);
      },
      actorOf(caller),
    );
    return orderViewFor(caller, order);
  }
}
