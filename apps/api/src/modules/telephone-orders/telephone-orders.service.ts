import { Injectable } from '@nestjs/common';
import type { PlaceTelephoneOrderRequest, TelephoneCustomer } from '@passline/contracts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import type { UserOrKey } from '../../common/access/caller.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { type Placed, Placement } from '../orders/placement.ts';
import { PromiseMinutes } from '../orders/promise-minutes.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { TelephoneCustomers, addressesOf } from './telephone-customers.ts';

/** Deliveries of a customer that are looked through for addresses, and how many addresses are offered. */
const lookedAt = 20;
const mostAddresses = 5;

/**
 * Orders that staff enter for customers on the telephone. Placing is the same as online, with the same rules; only who
 * orders and who accepts differ.
 */
@Injectable()
export class TelephoneOrders {
  constructor(
    private readonly placement: Placement,
    private readonly customers: TelephoneCustomers,
    private readonly minutes: PromiseMinutes,
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
  ) {}

  async place(
    caller: UserOrKey,
    restaurantId: string,
    request: PlaceTelephoneOrderRequest,
    key: string | undefined,
  ): Promise<Placed> {
    await this.#assertAllowed(caller, restaurantId);
    const { customer: person, readyInMinutes, ...basket } = request;
    const customer = await this.customers.orNew(restaurantId, person);
    return this.placement.placeByTelephone(
      caller,
      {
        wanted: { ...basket, restaurantId, phone: person.phone, paymentMethod: 'cash' },
        customer,
        entry: {
          by: caller,
          readyInMinutes: readyInMinutes ?? (await this.minutes.usual(restaurantId)).readyInMinutes,
        },
        request: { restaurantId, ...request },
        remember: () => this.customers.remember(restaurantId, customer),
      },
      key,
    );
  }

  async customer(caller: UserOrKey, restaurantId: string, phone: string): Promise<TelephoneCustomer | null> {
    await this.#assertAllowed(caller, restaurantId);
    const known = await this.customers.find(restaurantId, phone);
    if (!known) return null;
    const orders = await this.orders.newestBy(known._id, lookedAt);
    return {
      id: known._id,
      name: known.name,
      phone: known.phone ?? phone,
      addresses: addressesOf(orders).slice(0, mostAddresses),
    };
  }

  async #assertAllowed(caller: UserOrKey, restaurantId: string): Promise<void> {
    await this.restaurants.terms(restaurantId);
    assertAllowed(caller, 'restaurant:telephone', { id: restaurantId });
  }
}
