import { rightsOf } from '../../modules/accounts/account.ts';
import { Injectable } from '@nestjs/common';
import { CreateOfferRequest, type Order, Refusal } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { AccountsService } from '../../modules/accounts/accounts.service.ts';
import { aurora } from '../../modules/console/demo-accounts.ts';
import { CouriersService } from '../../modules/couriers/couriers.service.ts';
import { MenusService } from '../../modules/menus/menus.service.ts';
import { OffersService } from '../../modules/offers/offers.service.ts';
import { Placement } from '../../modules/orders/placement.ts';
import { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import { demoOrder } from './baskets.ts';

/** What people of the demo do besides the orders of their past: through the same services as everybody. */
@Injectable()
export class DemoDay {
  #serial = 0;

  constructor(
    private readonly accounts: AccountsService,
    private readonly menus: MenusService,
    private readonly offers: OffersService,
    private readonly couriers: CouriersService,
    private readonly placement: Placement,
    private readonly restaurants: RestaurantsService,
  ) {}

  async begin(): Promise<void> {
    const owner = await this.#caller('owner');
    await Promise.all([
      this.couriers.changeStatus(await this.#caller('courier'), {
        status: 'available',
        latitude: 52.5331,
        longitude: 13.4069,
      }),
      this.couriers.changeStatus(await this.#caller('courier2'), {
        status: 'available',
        latitude: 52.5281,
        longitude: 13.3987,
      }),
      this.menus.setAvailability(owner, aurora, `${aurora}-burrata`, { available: false }),
      this.offers.create(owner, aurora, welcome),
    ]);
  }

  /** A demo customer orders at this restaurant now. */
  async placeOrder(restaurantId: string): Promise<Order> {
    const customer = await this.#caller(this.#serial % 2 === 0 ? 'customer' : 'customer2');
    const [restaurant, menu] = await Promise.all([
      this.restaurants.get(restaurantId),
      this.menus.itemsOf(restaurantId),
    ]);
    const wanted = demoOrder(restaurant, menu, this.#serial);
    if (wanted.items.length === 0)
      throw new Refusal('item_unavailable', `${restaurant.name} has no dish that can be ordered now.`);
    this.#serial += 1;
    return (await this.placement.place(customer, wanted, undefined)).order;
  }

  async #caller(local: string): Promise<Caller> {
    const account = await this.accounts.findByEmail(`${local}@demo.passline.local`);
    if (!account) throw new Refusal('not_found', `The demo account ${local} does not exist any more.`);
    const { _id: id, name, phone } = account;
    return {
      kind: 'user',
      id,
      ...rightsOf(account),
      name,
      phone,
      sessionId: '',
      tokenExpiresAt: new Date(8.64e15),
    };
  }
}

const welcome = CreateOfferRequest.parse({
  code: 'WELCOME10',
  description: 'Ten percent off the first order',
  percent: 10,
  minimumOrder: 1500,
  maxUsesPerCustomer: 1,
});
