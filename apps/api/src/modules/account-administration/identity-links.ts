import { Injectable } from '@nestjs/common';
import type { User } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { unlinked } from '../accounts/identity.ts';
import { assertOnlyMember } from './account-changes.ts';
import { TeamOwners } from './team-owners.ts';

/** Operators and owners unlink an account from the person of the identity provider. */
@Injectable()
export class IdentityLinks {
  constructor(
    private readonly accounts: AccountsService,
    private readonly owners: TeamOwners,
  ) {}

  async unlink(caller: Caller, id: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    return accountView(await this.accounts.change(id, actorOf(caller), unlinked));
  }

  async unlinkMember(caller: Caller, restaurantId: string, id: string): Promise<User> {
    // Owners may unlink their own account: it keeps its rights, and no other call unlinks it.
    return this.owners.change(caller, { restaurantId, id, own: null }, (user) => {
      assertOnlyMember(user, restaurantId, 'End the membership instead');
      return unlinked(user);
    });
  }
}
