import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type CreateTeamMemberRequest,
  type CreateUserRequest,
  type Page,
  Refusal,
  type UpdateTeamMemberRequest,
  type User,
  type UpdateUserRequest,
} from '@passline/contracts';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { AccountMails } from '../auth/account-mails.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { givenPassword } from '../accounts/password-change.ts';
import { Passwords } from '../accounts/passwords.ts';
import { type Account, accountView, memberView } from '../accounts/account.ts';
import { assertOnlyMember, changeOf, memberChangeOf, membershipEnded } from './account-changes.ts';
import { TeamOwners, assertNotOwn } from './team-owners.ts';
import { type AccountFilter, AccountsService } from '../accounts/accounts.service.ts';

const ownAccount =
  'You cannot change your own role or disable your own account. Ask another owner or operator.';
/** For the own account, POST /auth/password requires the current password. An unattended screen must not be enough. */
const ownPassword =
  'You cannot set your own password here. Use POST /auth/password, which requires your current password.';

type NewMember = z.output<typeof CreateTeamMemberRequest>;

/** Creates and changes accounts: operators manage all accounts, owners those of their restaurant's team. */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly mails: AccountMails,
    private readonly restaurants: RestaurantsService,
    private readonly owners: TeamOwners,
    private readonly searches: SearchQueue,
  ) {}

  async list(caller: Caller, filter: AccountFilter, limit: number, cursor?: string): Promise<Page<User>> {
    assertAllowed(caller, 'users:manage');
    const page = () => this.accounts.page(filter, limit, cursor);
    return pageOfViews(filter.search ? await this.searches.run(caller.id, page) : await page(), accountView);
  }

  async create(caller: Caller, wanted: z.output<typeof CreateUserRequest>): Promise<User> {
    assertAllowed(caller, 'users:manage');
    return this.#create(caller, wanted, wanted.role, wanted.restaurantId ?? null);
  }

  async change(caller: Caller, id: string, wanted: z.output<typeof UpdateUserRequest>): Promise<User> {
    assertAllowed(caller, 'users:manage');
    if (wanted.restaurantId) await this.restaurants.get(wanted.restaurantId);
    return this.#apply(caller, id, wanted);
  }

  async get(caller: Caller, id: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    const user = await this.accounts.find(id);
    if (!user) throw new Refusal('not_found', 'There is no such account.');
    return accountView(user);
  }

  async givePassword(caller: Caller, id: string, password: string): Promise<User> {
    assertAllowed(caller, 'users:manage');
    assertNotOwn(caller, id, ownPassword);
    const passwordHash = await this.passwords.hash(password);
    return accountView(
      await this.accounts.change(id, actorOf(caller), (user) => givenPassword(user, passwordHash)),
    );
  }

  async team(caller: Caller, restaurantId: string, limit: number, cursor?: string): Promise<Page<User>> {
    await this.owners.assertMay(caller, 'restaurant:team', restaurantId);
    return pageOfViews(await this.accounts.page({ restaurantId }, limit, cursor), (account) =>
      memberView(account, restaurantId),
    );
  }

  async addToTeam(caller: Caller, restaurantId: string, wanted: NewMember): Promise<User> {
    await this.owners.assertMay(caller, 'restaurant:team:change', restaurantId);
    return this.#create(caller, wanted, wanted.role, restaurantId);
  }

  async changeMember(
    caller: Caller,
    restaurantId: string,
    id: string,
    wanted: z.output<typeof UpdateTeamMemberRequest>,
  ): Promise<User> {
    return this.owners.change(caller, { restaurantId, id, own: ownAccount }, (user) =>
      memberChangeOf(user, restaurantId, wanted),
    );
  }

  async endMembership(caller: Caller, restaurantId: string, id: string): Promise<void> {
    await this.owners.change(caller, { restaurantId, id, own: ownAccount }, (user) =>
      membershipEnded(user, restaurantId),
    );
  }

  async givePasswordToMember(
    caller: Caller,
    restaurantId: string,
    id: string,
    password: string,
  ): Promise<User> {
    return this.owners.act(caller, { restaurantId, id, own: ownPassword }, async () => {
      const passwordHash = await this.passwords.hash(password);
      const changed = await this.accounts.change(id, actorOf(caller, restaurantId), (user) => {
        assertOnlyMember(user, restaurantId, 'They can ask for a new password on the sign-in page');
        return givenPassword(user, passwordHash);
      });
      return memberView(changed, restaurantId);
    });
  }

  async #create(
    caller: Caller,
    { email, name, phone, password, language }: NewMember | z.output<typeof CreateUserRequest>,
    role: Account['role'],
    restaurantId: string | null,
  ): Promise<User> {
    const by = restaurantId === null ? 'Passline' : (await this.restaurants.get(restaurantId)).name;
    if (password === undefined && !this.mails.areSent) throw passwordRequired();
    const passwordHash = await this.passwords.hash(password ?? randomBytes(32).toString('base64url'));
    const given = { passwordHash, passwordGiven: true, ...(language && { language }) };
    const account = await this.accounts.create(
      { email, name, phone: phone ?? null, role, restaurantId, ...given },
      actorOf(caller, restaurantId),
    );
    if (password === undefined) await this.mails.invitation(account, by);
    return accountView(account);
  }

  async #apply(caller: Caller, id: string, wanted: z.output<typeof UpdateUserRequest>): Promise<User> {
    assertNotOwn(caller, id, ownAccount);
    return accountView(await this.accounts.change(id, actorOf(caller), (user) => changeOf(user, wanted)));
  }
}

function passwordRequired(): Refusal {
  const message = 'is required, because this server sends no mails with which a person could choose one';
  return new Refusal('validation_failed', `password: ${message}`, {
    errors: [{ path: 'password', message }],
  });
}
