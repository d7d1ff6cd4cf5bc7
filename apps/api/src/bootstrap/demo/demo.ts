import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import { add, type Dish } from '../../modules/menus/menu.ts';
import { MenusRepository } from '../../modules/menus/menus.repository.ts';
import { RestaurantsRepository } from '../../modules/restaurants/restaurants.repository.ts';
import { Passwords } from '../../modules/accounts/passwords.ts';
import { AccountsService } from '../../modules/accounts/accounts.service.ts';
import { demoAccounts, demoPassword, hasDemo } from '../../modules/console/demo-accounts.ts';
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

  /**
   * Creates the accounts last: after an interrupted start the database has no users, so the next start repeats it all.
   * True: this node has filled the database. Of several nodes that start together, it is the one that created the owner.
   */
  async fill(): Promise<boolean> {
    if (!(await this.accounts.isEmpty())) return false;
    const passwordHash = await this.passwords.hash(demoPassword);
    await Promise.all(demoKitchens.map((kitchen) => unlessExists(this.#createRestaurant(kitchen))));
    const [owner] = await Promise.all(
      demoAccounts.map((account) => unlessExists(this.accounts.create({ ...account, passwordHash }, null))),
    );
    this.#log.log(
      `filled an empty database with ${demoKitchens.length} restaurants and ${demoAccounts.length} accounts`,
    );
    return owner !== undefined;
  }

  exists(): Promise<boolean> {
    return hasDemo(this.accounts);
  }

  async #createRestaurant({ id, profile, dishes }: (typeof demoKitchens)[number]): Promise<void> {
    const menu = dishes.reduce<Dish[]>(
      (added, item) => add(id, added, item, `${id}-${slugOf(item.name)}`).dishes,
      [],
    );
    await this.menus.create(id, menu);
    await this.restaurants.create(profile, null, id, { courierFee: demoCourierFee });
  }
}

const demoCourierFee = { base: 350, perKm: 80 };

const slugOf = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');

/** Another node or an interrupted start may have created it already. */
async function unlessExists<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const exists = isDuplicateKey(error) || (error instanceof Refusal && error.code === 'email_taken');
    if (!exists) throw error;
    return undefined;
  }
}
