import { Injectable } from '@nestjs/common';
import type {
  UpdateAvailabilityRequest,
  Menu,
  ArrangeMenuRequest,
  MenuItem,
  UpdateMenuItemRequest,
  CreateMenuItemRequest,
  Restaurant,
} from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import * as menu from './menu.ts';
import { MenusRepository, dishesBack } from './menus.repository.ts';

const atOnce = 50;

@Injectable()
export class MenusService {
  constructor(
    private readonly menus: MenusRepository,
    private readonly restaurants: RestaurantsService,
    due: Scheduler,
  ) {
    due.add(
      dishesBack,
      (now) => this.bringBack(now),
      () => menus.nextDishBack(),
    );
  }

  async get(restaurantId: string): Promise<Menu> {
    const { currency } = await this.restaurants.get(restaurantId);
    return menu.menuView(restaurantId, currency, await this.menus.dishes(restaurantId), new Date());
  }

  /** All dishes of the menu by id, from one consistent state, for pricing a basket. */
  async itemsOf(restaurantId: string): Promise<ReadonlyMap<string, MenuItem>> {
    const now = new Date();
    const dishes = await this.menus.recentDishes(restaurantId);
    return new Map(dishes.map((dish) => [dish.id, menu.itemView(restaurantId, dish, now)]));
  }

  async add(
    caller: Caller,
    restaurantId: string,
    wanted: z.output<typeof CreateMenuItemRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes) => menu.add(restaurantId, dishes, wanted));
  }

  async change(
    caller: Caller,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof UpdateMenuItemRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes) => menu.change(restaurantId, dishes, id, wanted));
  }

  async arrange(
    caller: Caller,
    restaurantId: string,
    wanted: z.output<typeof ArrangeMenuRequest>,
  ): Promise<Menu> {
    return this.#rewrite(caller, restaurantId, (dishes) => menu.arrange(restaurantId, dishes, wanted));
  }

  async removeSeveral(caller: Caller, restaurantId: string, ids: readonly string[]): Promise<Menu> {
    return this.#rewrite(caller, restaurantId, (dishes) => menu.removeSeveral(restaurantId, dishes, ids));
  }

  async remove(caller: Caller, restaurantId: string, id: string): Promise<void> {
    await this.#change(caller, restaurantId, (dishes) => menu.remove(restaurantId, dishes, id));
  }

  async setAvailability(
    caller: Caller,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof UpdateAvailabilityRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes, { timeZone }) =>
      menu.setAvailability(restaurantId, dishes, id, wanted, new Date(), timeZone),
    );
  }

  async bringBack(now: Date): Promise<number> {
    const due = await this.menus.withDishesBack(now, atOnce);
    for (const id of due) await this.menus.change(id, null, (dishes) => menu.bringBack(id, dishes, now));
    return due.length;
  }

  async #rewrite(
    caller: Caller,
    restaurantId: string,
    decide: (dishes: menu.Dish[]) => { dishes: menu.Dish[]; events: EventDraft[] },
  ): Promise<Menu> {
    const { currency } = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:menu', { id: restaurantId });
    await this.menus.change(restaurantId, actorOf(caller), decide);
    return menu.menuView(restaurantId, currency, await this.menus.dishes(restaurantId), new Date());
  }

  async #change(
    caller: Caller,
    restaurantId: string,
    decide: (dishes: menu.Dish[], restaurant: Restaurant) => menu.Changed,
  ): Promise<MenuItem> {
    const restaurant = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:menu', { id: restaurantId });
    let changed: menu.Changed | undefined;
    await this.menus.change(
      restaurantId,
      actorOf(caller),
      (dishes) => (changed = decide(dishes, restaurant)),
    );
    if (!changed) throw new Error('a menu was changed without a decision');
    return menu.itemView(restaurantId, changed.dish, new Date());
  }
}
