import { Inject, Injectable } from '@nestjs/common';
import type { Offer, PaymentMethod, Storefront } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { MenusService } from '../menus/menus.service.ts';
import { OffersService } from '../offers/offers.service.ts';
import { paymentMethodsOf } from '../orders/payment-methods.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';

const mostOffers = 20;

/** What a customer's page shows of a restaurant. All of it is cached for a moment, because the page is public. */
@Injectable()
export class StorefrontsService {
  readonly #offers = new ReadCache<Offer[]>();
  readonly #paymentMethods: PaymentMethod[];

  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly menus: MenusService,
    private readonly offers: OffersService,
    @Inject(CONFIG) config: Config,
  ) {
    this.#paymentMethods = paymentMethodsOf(config);
  }

  async get(slug: string): Promise<Storefront> {
    const { restaurant, settings } = await this.restaurants.bySlug(slug);
    const [menu, offers] = await Promise.all([
      this.menus.recent(restaurant),
      this.#offers.get(restaurant.id, () => this.#usableOffers(restaurant.id)),
    ]);
    return {
      restaurant,
      menu,
      offers,
      scheduling: settings.scheduling,
      paymentMethods: this.#paymentMethods,
    };
  }

  async #usableOffers(restaurantId: string): Promise<Offer[]> {
    return (await this.offers.listUsable(restaurantId, mostOffers)).items;
  }
}
