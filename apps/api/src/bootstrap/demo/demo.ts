import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import { add, type Dish } from '../../modules/menus/menu.ts';
import { MenusRepository } from '../../modules/menus/menus.repository.ts';
import { RestaurantsRepository } from '../../modules/restaurants/restaurants.repository.ts';
import { Passwords } from '../../modules/accounts/passwords.ts';
import { AccountsService } from '../../modules/accounts/accounts.service.ts';
import { aurora, demoAccounts, demoPassword } from './accounts.ts';
import { demoKitchens } from './kitchens.ts';

/** Something to look at on the first start. Only ever written into an empty database, and never in production. */
@Injectable()
export class Demo {
  readonly #log = new Logger(Demo.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly restaurants: RestaurantsRepository,
    private readonly menus: MenusRepository,
  ) {}

  /** The accounts come last: a start that is cut short finds a database without users, and begins again. */
  async fill(): Promise<void> {
    if (!(await this.accounts.isEmpty())) return;
    const passwordHash = await this.passwords.hash(demoPassword);
    await Promise.all(demoKitchens.map((kitchen) => unlessThere(this.#furnish(kitchen))));
    await Promise.all(
      demoAccounts.map((account) => unlessThere(this.accounts.create({ ...account, passwordHash }, null))),
    );
    this.#log.log(
      `filled an empty database with ${demoKitchens.length} restaurants and ${demoAccounts.length} accounts`,
    );
  }

  async isThere(): Promise<boolean> {
    return (await this.accounts.findByEmail('owner@demo.passline.local'))?.restaurantId === aurora;
  }

  async #furnish({ id, profile, dishes }: (typeof demoKitchens)[number]): Promise<void> {
    const menu = dishes.reduce<Dish[]>(
      (so, wanted) => add(id, so, wanted, `${id}-${wordOf(wanted.name)}`).dishes,
      [],
    );
    await this.menus.create(id, menu);
    await this.restaurants.create(profile, null, id);
  }
}

const wordOf = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');

/** Another node, or a start before this one, may have been quicker. */
async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const there = isDuplicateKey(error) || (error instanceof Refusal && error.code === 'email_taken');
    if (!there) throw error;
  }
}
