import { Injectable } from '@nestjs/common';
import { Refusal, type User } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { accountView, memberView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { resetSecondFactor } from '../accounts/second-factor.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { assertMember, assertOnlyHere } from './account-changes.ts';

/** Operators and owners remove the second factor of a person who lost it. */
@Injectable()
export class SecondFactorResets {
  constructor(
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
  ) {}

  async reset(caller: Caller, id: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    return this.#reset(caller, id);
  }

  async resetMember(caller: Caller, restaurantId: string, id: string): Promise<User> {
    await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:team:change', { id: restaurantId });
    return this.#reset(caller, id, restaurantId);
  }

  /** Your own needs your password and a code: an unattended screen must not be enough. */
  async #reset(caller: Caller, id: string, team?: string): Promise<User> {
    if (id === caller.id)
      throw new Refusal(
        'forbidden',
        'You cannot reset your own second factor. Turn it off with your password and a code, or ask another owner or operator.',
      );
    const changed = await this.accounts.change(id, actorOf(caller, team), (user) => {
      if (team !== undefined) {
        assertMember(user, team);
        assertOnlyHere(user, 'They can use one of their recovery codes');
      }
      return resetSecondFactor(user);
    });
    return team === undefined ? accountView(changed) : memberView(changed, team);
  }
}
