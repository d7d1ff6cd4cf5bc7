import { Injectable } from '@nestjs/common';
import { Refusal, type User } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { Leases } from '../../infrastructure/database/leases.ts';
import { type Account, mayChangeTeam, memberView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';

interface TeamChange {
  restaurantId: string;
  /** Of the account. */
  id: string;
  /** The sentence that refuses the owner's own account; null only where the account keeps its role and access. */
  own: string | null;
}

/** How owners change accounts of their team. */
@Injectable()
export class TeamOwners {
  constructor(
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
    private readonly leases: Leases,
  ) {}

  async assertMay(
    caller: Caller,
    action: 'restaurant:team' | 'restaurant:team:change',
    id: string,
  ): Promise<void> {
    await this.restaurants.get(id);
    assertAllowed(caller, action, { id });
  }

  /**
   * Owners cannot change their own role or end their own membership, so the acting owner remains an owner. The lease
   * prevents two owners from removing each other at the same time, which would leave the restaurant without an owner.
   */
  async act<T>(caller: Caller, { restaurantId, id, own }: TeamChange, act: () => Promise<T>): Promise<T> {
    await this.assertMay(caller, 'restaurant:team:change', restaurantId);
    if (own !== null) assertNotOwn(caller, id, own);
    return this.leases.hold(`team:${restaurantId}`, async () => {
      if (!mayChangeTeam(await this.accounts.find(caller.id), restaurantId))
        throw new Refusal(
          'forbidden',
          'You may no longer change this team: your own account has just been changed.',
        );
      return act();
    });
  }

  async change(
    caller: Caller,
    change: TeamChange,
    decide: (user: Account) => Decision<Account> | null,
  ): Promise<User> {
    const { restaurantId, id } = change;
    return this.act(caller, change, async () =>
      memberView(await this.accounts.change(id, actorOf(caller, restaurantId), decide), restaurantId),
    );
  }
}

/** `sentence` says what to do instead. */
export function assertNotOwn(caller: Caller, id: string, sentence: string): void {
  if (id === caller.id) throw new Refusal('forbidden', sentence);
}
