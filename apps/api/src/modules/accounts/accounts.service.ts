import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Page, Refusal, type Role, type User, staffRoleIn } from '@passline/contracts';
import { type Actor, type AggregateStore, type Decision, isDuplicateKey, newId } from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { batchedById } from '../../infrastructure/database/batched-by-id.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { after, cursorOf, pageFrom } from '../../common/http/pagination.ts';
import { searchPage } from '../../common/http/search-pages.ts';
import { erased } from './erased-account.ts';
import { ownPassword } from './password-change.ts';
import { type Account, type Identity, accountView, rightsOf } from './account.ts';
import { ACCOUNT } from './account.schema.ts';

export type NewAccount = Pick<
  Account,
  | 'email'
  | 'name'
  | 'phone'
  | 'role'
  | 'restaurantId'
  | 'passwordHash'
  | 'passwordGiven'
  | 'guestSince'
  | 'language'
> & { _id?: string };
export interface AccountFilter {
  role?: Role;
  restaurantId?: string;
  search?: string;
}

/**
 * How long the checks of requests use a session, an account or a team that was read. Changes of this node count at once,
 * and changes of other nodes as soon as this node has read their entry in the log. This is the bound for a node that
 * cannot read the log.
 */
export const knownForMs = 2_000;

export const emailTaken = (cause?: unknown) =>
  new Refusal(
    'email_taken',
    'An account with this email address exists already. Sign in or use another address.',
    { cause },
  );

/** More than any team has. */
const largestTeam = 100;

@Injectable()
export class AccountsService {
  readonly #store: AggregateStore<Account>;
  readonly #known = new ReadCache<Account | null>(knownForMs, 10_000);
  readonly #reads = batchedById((ids) => this.users.find({ _id: { $in: ids } }).lean<Account[]>());
  readonly #staff = new ReadCache<readonly string[]>(knownForMs);

  constructor(
    @InjectModel(ACCOUNT) private readonly users: Model<Account>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(users, 'user');
  }

  async create(account: NewAccount, actor: Actor | null): Promise<Account> {
    const { _id = newId(), role, restaurantId, name } = account;
    try {
      const created = await this.#store.insert(
        { ...account, _id, disabled: false, createdAt: new Date() },
        [{ type: 'user.registered', data: { userId: _id, name, role, restaurantId } }],
        actor,
      );
      if (restaurantId !== null) this.#staff.forget(restaurantId);
      return created;
    } catch (error) {
      // Only the unique index is reliable: two registrations at the same time both find the address free.
      if (isDuplicateKey(error)) throw emailTaken(error);
      throw error;
    }
  }

  /** Guests since before that time, the oldest first. */
  async guestsBefore(before: Date, atMost: number): Promise<Account[]> {
    return this.users
      .find({ guestSince: { $lt: before } })
      .sort({ guestSince: 1 })
      .limit(atMost)
      .lean<Account[]>();
  }

  async change(
    id: string,
    actor: Actor | null,
    decide: (user: Account) => Decision<Account> | null,
    /** The problem of a value that only one account can have: the address of a guest, unless it says otherwise. */
    taken: (cause: unknown) => Refusal = emailTaken,
  ): Promise<Account> {
    try {
      return await this.#store.mutate(id, decide, { actor });
    } catch (error) {
      if (isDuplicateKey(error)) throw taken(error);
      throw error;
    } finally {
      this.forget(id);
    }
  }

  async changePassword(
    known: Account,
    actor: Actor,
    change: { passwordHash: string; sessionId: string },
  ): Promise<void> {
    await this.change(known._id, actor, (user) => ownPassword(user, known, change));
  }

  /** Disables the account and removes its personal data with one write. */
  async erase(id: string, actor: Actor | null, passwordHash: string): Promise<void> {
    await this.change(id, actor, (user) => erased(user, passwordHash, new Date()));
  }

  async find(id: string): Promise<Account | null> {
    return this.users.findById(id).lean<Account>();
  }

  async profile(id: string): Promise<User> {
    const account = await this.find(id);
    if (!account) throw new Refusal('session_ended', 'This account no longer exists.');
    return accountView(account);
  }

  /** For checks of every request: changes of this node are visible at once, see `knownForMs`. */
  async known(id: string): Promise<Account | null> {
    return this.#known.get(id, () => this.#reads.add(id));
  }

  /** Call it when an account has changed on any node. */
  forget(id: string): void {
    this.#known.forget(id);
    // Accounts change rarely, and the change may have moved this one from one team to another.
    this.#staff.forgetAll();
  }

  /** The ids of the enabled staff of a restaurant. Changes of this node are visible at once, see `knownForMs`. */
  async staffOf(restaurantId: string): Promise<readonly string[]> {
    return this.#staff.get(restaurantId, async () => {
      const team = await this.#newest({ restaurantId }, undefined, largestTeam);
      return team
        .filter((user) => staffRoleIn(rightsOf(user), restaurantId) !== null && !user.disabled)
        .map(({ _id }) => _id);
    });
  }

  /** The enabled operators. */
  async operators(): Promise<readonly string[]> {
    const all = await this.#newest({ role: 'operator' }, undefined, largestTeam);
    return all.filter(({ disabled }) => !disabled).map(({ _id }) => _id);
  }

  async findByEmail(email: string): Promise<Account | null> {
    return this.users.findOne({ email }).select('+passwordHash').lean<Account>();
  }

  async findByIdentity({ issuer, subject }: Identity): Promise<Account | null> {
    return this.users
      .findOne({ 'identity.issuer': issuer, 'identity.subject': subject } as QueryFilter<Account>)
      .lean<Account>();
  }

  async findByIdOrEmail(idOrEmail: string): Promise<Account | null> {
    return this.users
      .findOne(idOrEmail.includes('@') ? { email: idOrEmail.toLowerCase() } : { _id: idOrEmail })
      .lean<Account>();
  }

  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await this.namesAndRoles(ids)).map(({ _id, name }) => [_id, name]));
  }

  async namesAndRoles(ids: readonly string[]): Promise<Pick<Account, '_id' | 'name' | 'role'>[]> {
    return this.users
      .find({ _id: { $in: [...ids] } }, { name: 1, role: 1 })
      .lean<Pick<Account, '_id' | 'name' | 'role'>[]>();
  }

  async isTaken(email: string): Promise<boolean> {
    return (await this.users.exists({ email })) !== null;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.users.exists({})) === null;
  }

  async withSecondFactor(): Promise<string[]> {
    const filter = { 'secondFactor.since': { $exists: true } };
    const found = await this.users.find(filter, { _id: 1 }).lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Whether another enabled account has this role (in this restaurant). */
  async hasAnother(role: Role, restaurantId: string | null, exceptId: string): Promise<boolean> {
    const another = { role, restaurantId, disabled: false, _id: { $ne: exceptId } };
    return (await this.users.exists(another)) !== null;
  }

  async page(filter: AccountFilter, limit: number, cursor?: string): Promise<Page<Account>> {
    const from = cursor && after(cursor)[0];
    if (!filter.search)
      return pageFrom(await this.#newest(filter, from, limit + 1), limit, (user) => [user._id]);
    const { role, restaurantId } = filter;
    const text = filter.search.toLowerCase();
    const isListed = (user: Account) =>
      (!role || user.role === role) &&
      (!restaurantId ||
        user.restaurantId === restaurantId ||
        staffRoleIn(rightsOf(user), restaurantId) !== null);
    // A complete address is found by its index, so the age of the account does not matter.
    const exact = await this.users.findOne({ email: text }).lean<Account>();
    if (exact && isListed(exact)) return { items: from ? [] : [exact], nextCursor: null };
    const { found, next } = await searchPage(
      // One field, so that an index answers it and no read examines more accounts than it returns.
      (before, atMost) => this.#newest(restaurantId ? { restaurantId } : { role }, before, atMost),
      (user) => isListed(user) && (user.name.toLowerCase().includes(text) || user.email.includes(text)),
      limit,
      from,
    );
    return { items: found, nextCursor: next === null ? null : cursorOf([next]) };
  }

  async #newest(
    { role, restaurantId }: { role?: Role | undefined; restaurantId?: string },
    before: string | undefined,
    limit: number,
  ): Promise<Account[]> {
    const query: QueryFilter<Account> = {
      ...(role && { role }),
      ...(restaurantId && {
        $or: [{ restaurantId }, { 'furtherMemberships.restaurantId': restaurantId }],
      }),
      ...(before && { _id: { $lt: before } }),
    };
    return this.users.find(query).sort({ _id: -1 }).limit(limit).lean<Account[]>();
  }
}
