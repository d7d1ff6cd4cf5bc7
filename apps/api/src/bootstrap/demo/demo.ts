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

/** Demo data for the first start. It is written into an empty database only, and never in production. */
@Injectable()
export class Demo {
  readonly #log = new Logger(Demo.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly restaurants: RestaurantsRepository,
    private readonly menus: MenusRepository,
  ) {}

  /** Creates the accounts last: after an interrupted start the database has no users, so the next start repeats it all. */
  async fill(): Promise<void> {
    if (!(await this.accounts.isEmpty())) return;
    const passwordHash = await this.passwords.hash(demoPassword);
    await Promise.all(demoKitchens.map((kitchen) => unlessExists(this.#createRestaurant(kitchen))));
    await Promise.all(
      demoAccounts.map((account) => unlessExists(this.accounts.create({ ...account, passwordHash }, null))),
    );
    this.#log.log(
      `filled an empty database with ${demoKitchens.length} restaurants and ${demoAccounts.length} accounts`,
    );
  }

  async exists(): Promise<boolean> {
    return (await this.accounts.findByEmail('owner@demo.passline.local'))?.restaurantId === aurora;
  }

  async #createRestaurant({ id, profile, dishes }: (typeof demoKitchens)[number]): Promise<void> {
    const menu = dishes.reduce<Dish[]>(
      (added, item) => add(id, added, item, `${id}-${slugOf(item.name)}`).dishes,
      [],
    );
    await this.menus.create(id, menu);
    await this.restaurants.create(profile, null, id);
  }
}

const slugOf = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');

/** Another node or an interrupted start may have created it already. */
async function unlessExists(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const exists = isDuplicateKey(error) || (error instanceof Refusal && error.code === 'email_taken');
    if (!exists) throw error;
  }
}
