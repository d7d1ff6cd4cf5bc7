import { Injectable } from '@nestjs/common';
import type { User } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { resetSecondFactor } from '../accounts/second-factor.ts';
import { assertOnlyMember } from './account-changes.ts';
import { TeamOwners, assertNotOwn } from './team-owners.ts';

/** Your own needs your password and a code: an unattended screen must not be enough. */
const ownFactor =
  'You cannot reset your own second factor. Turn it off with your password and a code, or ask another owner or operator.';

/** Operators and owners remove the second factor of a person who lost it. */
@Injectable()
export class SecondFactorResets {
  constructor(
    private readonly accounts: AccountsService,
    private readonly owners: TeamOwners,
  ) {}

  async reset(caller: Caller, id: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    assertNotOwn(caller, id, ownFactor);
    return accountView(await this.accounts.change(id, actorOf(caller), resetSecondFactor));
  }

  async resetMember(caller: Caller, restaurantId: string, id: string): Promise<User> {
    return this.owners.change(caller, { restaurantId, id, own: ownFactor }, (user) => {
      assertOnlyMember(user, restaurantId, 'They can use one of their recovery codes');
      return resetSecondFactor(user);
    });
  }
}
