import { Injectable } from '@nestjs/common';
import { MenusService } from '../menus/menus.service.ts';
import { Presence } from '../presence/presence.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { PlacementTerms } from './place.ts';

/** Loads what a new order at a restaurant depends on. */
@Injectable()
export class PlacementTermsLoader {
  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly menus: MenusService,
    private readonly presence: Presence,
  ) {}

  async load(restaurantId: string): Promise<PlacementTerms> {
    const [{ restaurant, settings }, menu, screens] = await Promise.all([
      this.restaurants.terms(restaurantId),
      this.menus.itemsOf(restaurantId),
      this.presence.screensOf(restaurantId),
    ]);
    return { restaurant, settings, menu, screens };
  }
}
