import { Injectable } from '@nestjs/common';
import { Refusal, type RestaurantSettings } from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { settingsOf } from './restaurant.schema.ts';
import { RestaurantsRepository } from './restaurants.repository.ts';

const mostBlocked = 1_000;

/** The customers from whom a restaurant takes no orders. */
@Injectable()
export class BlockedCustomers {
  constructor(
    private readonly restaurants: RestaurantsRepository,
    private readonly accounts: AccountsService,
    personal: PersonalData,
  ) {
    personal.addExport('blockedBy', ({ id }) => restaurants.blocking(id));
    personal.add('block lists', {
      erase: async ({ id }) => {
        for (const restaurantId of await restaurants.blocking(id))
          await this.#unblock(restaurantId, id, null);
        return 0;
      },
    });
  }

  async block(caller: Caller, id: string, customerId: string): Promise<RestaurantSettings> {
    await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:block', { id });
    const customer = await this.accounts.find(customerId);
    if (customer?.role !== 'customer') throw new Refusal('not_found', 'There is no customer with this id.');
    const changed = await this.restaurants.change(
      id,
      actorOf(caller, id),
      ({ settings: { blockedCustomers } }) => {
        if (blockedCustomers.includes(customerId)) return null;
        if (blockedCustomers.length >= mostBlocked)
          throw new Refusal(
            'conflict',
            `At most ${mostBlocked} customers can be blocked. Unblock one first.`,
          );
        return {
          change: { $addToSet: { 'settings.blockedCustomers': customerId } },
          events: [{ type: 'restaurant.customer_blocked', data: { restaurantId: id, customerId } }],
        };
      },
    );
    return settingsOf(changed);
  }

  async unblock(caller: Caller, id: string, customerId: string): Promise<RestaurantSettings> {
    await this.restaurants.load(id);
    assertAllowed(caller, 'restaurant:block', { id });
    return this.#unblock(id, customerId, actorOf(caller, id));
  }

  async #unblock(id: string, customerId: string, actor: Actor | null): Promise<RestaurantSettings> {
    const changed = await this.restaurants.change(id, actor, (restaurant) => {
      if (!restaurant.settings.blockedCustomers.includes(customerId)) return null;
      return {
        change: { $pull: { 'settings.blockedCustomers': customerId } },
        events: [{ type: 'restaurant.customer_unblocked', data: { restaurantId: id, customerId } }],
      };
    });
    return settingsOf(changed);
  }
}
