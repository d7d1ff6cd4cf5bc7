import { Injectable } from '@nestjs/common';
import { MenusService } from '../menus/menus.service.ts';
import { Presence } from '../presence/presence.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { PlacementTerms } from './basket.ts';

/** Loads what a new order at a restaurant depends on. */
@Injectable()
export class PlacementTermsLoader {
  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly menus: MenusService,
    private readonly presence: Presence,
  ) {}

  /** With these dishes of the menu, or all: a large menu takes longer to prepare than an order. */
  async load(restaurantId: string, dishes?: readonly string[]): Promise<PlacementTerms> {
    const [{ restaurant, settings }, menu, screens] = await Promise.all([
      this.restaurants.terms(restaurantId),
      this.menus.itemsOf(restaurantId, dishes),
      this.presence.screensOf(restaurantId),
    ]);
    return { restaurant, settings, menu, screens };
  }
}
