import { Injectable } from '@nestjs/common';
import type { User } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { accountView, memberView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { unlinked } from '../accounts/identity.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { assertMember, assertOnlyHere } from './account-changes.ts';

/** Operators and owners unlink an account from the person of the identity provider. */
@Injectable()
export class IdentityLinks {
  constructor(
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
  ) {}

  async unlink(caller: Caller, id: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    return accountView(await this.accounts.change(id, actorOf(caller), unlinked));
  }

  async unlinkMember(caller: Caller, restaurantId: string, id: string): Promise<User> {
    await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:team:change', { id: restaurantId });
    const changed = await this.accounts.change(id, actorOf(caller, restaurantId), (user) => {
      assertMember(user, restaurantId);
      assertOnlyHere(user, 'End the membership instead');
      return unlinked(user);
    });
    return memberView(changed, restaurantId);
  }
}
