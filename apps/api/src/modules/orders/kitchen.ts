import { Injectable } from '@nestjs/common';
import type { InputOf, Order, orderCalls } from '@passline/contracts';
import { actorOf, type Caller, type UserOrKey } from '../../common/access/caller.ts';
import { MenusService } from '../menus/menus.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { assertAction, assertVersion } from './order.access.ts';
import { answerProposal, changeQuantity, propose, withdraw } from './order-changes.ts';
import { markItems } from './order-items.ts';
import type { Draft } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderViewFor } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';

interface ItemOf {
  id: string;
  itemId: string;
}

/** What the kitchen does with the items of an order, with the restaurant's settings at that time. */
@Injectable()
export class Kitchen {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly restaurants: RestaurantsService,
    private readonly menus: MenusService,
  ) {}

  async markItems(
    caller: UserOrKey,
    id: string,
    { expectedVersion, ...marking }: InputOf<typeof orderCalls.markItems>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, async (order, now) => {
      assertAction(caller, order, 'order:prepare');
      assertVersion(order, expectedVersion);
      return markItems(order, marking, await this.#readyWhenDone(order), caller, now);
    });
  }

  async changeQuantity(
    caller: UserOrKey,
    { id, itemId }: ItemOf,
    { quantity, expectedVersion }: InputOf<typeof orderCalls.changeQuantity>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, async (order, now) => {
      assertAction(caller, order, 'order:change');
      assertVersion(order, expectedVersion);
      return changeQuantity(order, itemId, quantity, await this.#readyWhenDone(order), caller, now);
    });
  }

  async propose(
    caller: UserOrKey,
    { id, itemId }: ItemOf,
    { expectedVersion, ...wanted }: InputOf<typeof orderCalls.proposeReplacement>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, async (order, now) => {
      assertAction(caller, order, 'order:change');
      assertVersion(order, expectedVersion);
      const [menu, { settings }] = await Promise.all([
        this.menus.itemsOf(order.restaurantId, [wanted.menuItemId]),
        this.restaurants.terms(order.restaurantId),
      ]);
      return propose(order, itemId, wanted, menu, settings, caller, now);
    });
  }

  async withdraw(caller: UserOrKey, { id, itemId }: ItemOf): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:change');
      return withdraw(order, itemId);
    });
  }

  async answer(
    caller: Caller,
    { id, itemId }: ItemOf,
    answer: InputOf<typeof orderCalls.answerReplacement>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, async (order, now) => {
      assertAction(caller, order, 'order:answer');
      return answerProposal(order, itemId, answer, await this.#readyWhenDone(order), now);
    });
  }

  async #readyWhenDone({ restaurantId }: OrderDoc): Promise<boolean> {
    return (await this.restaurants.terms(restaurantId)).settings.kitchen.readyWhenDone;
  }

  async #change(
    caller: UserOrKey,
    id: string,
    decide: (order: OrderDoc, now: Date) => Draft[] | Promise<Draft[]>,
  ): Promise<Order> {
    const actor = ({ restaurantId }: OrderDoc) => actorOf(caller, restaurantId);
    return orderViewFor(caller, await this.orders.change(id, decide, actor));
  }
}
