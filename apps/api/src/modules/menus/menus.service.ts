import { Injectable } from '@nestjs/common';
import type {
  UpdateAvailabilityRequest,
  Menu,
  ArrangeMenuRequest,
  MenuItem,
  UpdateMenuItemRequest,
  CreateMenuItemRequest,
  DishVat,
  Restaurant,
} from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import { type UserOrKey, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { VatRateUses } from '../restaurants/vat-rate-uses.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { assertKnownRates, rateUsesIn } from './dish-vat.ts';
import * as menu from './menu.ts';
import { itemView, menuView } from './menu.view.ts';
import * as soldOut from './sold-out.ts';
import { MenusRepository, dishesBack } from './menus.repository.ts';

const atOnce = 50;

@Injectable()
export class MenusService {
  constructor(
    private readonly menus: MenusRepository,
    private readonly restaurants: RestaurantsService,
    due: Scheduler,
    rateUses: VatRateUses,
  ) {
    rateUses.findWith(async (id) => rateUsesIn(await menus.dishes(id)));
    due.add(
      dishesBack,
      (now) => this.bringBack(now),
      () => menus.nextDishBack(),
    );
  }

  async get(restaurantId: string): Promise<Menu> {
    const { currency } = await this.restaurants.get(restaurantId);
    return menuView(restaurantId, currency, await this.menus.dishes(restaurantId), new Date());
  }

  /** The menu as orders are priced by it: cached, and behind other nodes by a moment. */
  async recent({ id, currency }: Pick<Restaurant, 'id' | 'currency'>): Promise<Menu> {
    return menuView(id, currency, await this.menus.recentDishes(id), new Date());
  }

  /** The dishes by id, from one consistent state, for pricing a basket: those with these ids, or all. */
  async itemsOf(restaurantId: string, ids?: readonly string[]): Promise<ReadonlyMap<string, MenuItem>> {
    const now = new Date();
    const dishes = await this.menus.recentDishes(restaurantId);
    const wanted = ids ? dishes.filter(({ id }) => ids.includes(id)) : dishes;
    return new Map(wanted.map((dish) => [dish.id, itemView(restaurantId, dish, now)]));
  }

  async add(
    caller: UserOrKey,
    restaurantId: string,
    wanted: z.output<typeof CreateMenuItemRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes) => menu.add(restaurantId, dishes, wanted), wanted.vat);
  }

  async change(
    caller: UserOrKey,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof UpdateMenuItemRequest>,
  ): Promise<MenuItem> {
    return this.#change(
      caller,
      restaurantId,
      (dishes) => menu.change(restaurantId, dishes, id, wanted),
      wanted.vat,
    );
  }

  async arrange(
    caller: UserOrKey,
    restaurantId: string,
    wanted: z.output<typeof ArrangeMenuRequest>,
  ): Promise<Menu> {
    return this.#rewrite(caller, restaurantId, (dishes) => menu.arrange(restaurantId, dishes, wanted));
  }

  async removeSeveral(caller: UserOrKey, restaurantId: string, ids: readonly string[]): Promise<Menu> {
    return this.#rewrite(caller, restaurantId, (dishes) => menu.removeSeveral(restaurantId, dishes, ids));
  }

  async remove(caller: UserOrKey, restaurantId: string, id: string): Promise<void> {
    await this.#change(caller, restaurantId, (dishes) => menu.remove(restaurantId, dishes, id));
  }

  async setAvailability(
    caller: UserOrKey,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof UpdateAvailabilityRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes, { timeZone }) =>
      soldOut.setAvailability(restaurantId, dishes, id, wanted, new Date(), timeZone),
    );
  }

  /** Refuses early what `setPicture` would refuse, before a file is read. */
  async assertMayChange(caller: UserOrKey, restaurantId: string, id: string): Promise<void> {
    await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:menu', { id: restaurantId });
    menu.find(await this.menus.dishes(restaurantId), id);
  }

  async setPicture(
    caller: UserOrKey,
    restaurantId: string,
    id: string,
    picture: menu.StoredPicture | null,
    quota: number,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes) =>
      menu.setPicture(restaurantId, dishes, id, picture, quota),
    );
  }

  async hasPicture(restaurantId: string, pictureId: string): Promise<boolean> {
    return (await this.menus.dishes(restaurantId)).some(({ picture }) => picture?.id === pictureId);
  }

  async setChoiceAvailability(
    caller: UserOrKey,
    { id: restaurantId, ...choice }: { id: string; itemId: string; choiceId: string },
    wanted: z.output<typeof UpdateAvailabilityRequest>,
  ): Promise<MenuItem> {
    return this.#change(caller, restaurantId, (dishes, { timeZone }) =>
      soldOut.setChoiceAvailability(restaurantId, dishes, choice, wanted, new Date(), timeZone),
    );
  }

  async bringBack(now: Date): Promise<number> {
    const due = await this.menus.withDishesBack(now, atOnce);
    for (const id of due) await this.menus.change(id, null, (dishes) => soldOut.bringBack(id, dishes, now));
    return due.length;
  }

  async #rewrite(
    caller: UserOrKey,
    restaurantId: string,
    decide: (dishes: menu.Dish[]) => { dishes: menu.Dish[]; events: EventDraft[] },
  ): Promise<Menu> {
    const { currency } = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:menu', { id: restaurantId });
    await this.menus.change(restaurantId, actorOf(caller, restaurantId), decide);
    return menuView(restaurantId, currency, await this.menus.dishes(restaurantId), new Date());
  }

  async #change(
    caller: UserOrKey,
    restaurantId: string,
    decide: (dishes: menu.Dish[], restaurant: Restaurant) => menu.Changed,
    vat?: DishVat,
  ): Promise<MenuItem> {
    const restaurant = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:menu', { id: restaurantId });
    if (vat) assertKnownRates(vat, (await this.restaurants.vatOf(restaurantId)).rates);
    let changed: menu.Changed | undefined;
    await this.menus.change(
      restaurantId,
      actorOf(caller, restaurantId),
      (dishes) => (changed = decide(dishes, restaurant)),
    );
    if (!changed) throw new Error('a menu was changed without a decision');
    return itemView(restaurantId, changed.dish, new Date());
  }
}
