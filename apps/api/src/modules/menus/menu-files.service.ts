import { Injectable } from '@nestjs/common';
import { type InputOf, type MenuFile, type MenuImport, Refusal, menuFileCalls } from '@passline/contracts';
import type { Request } from 'express';
import { type UserOrKey, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { mediaTypeOf } from '../../common/http/media-type.ts';
import { readFile } from '../../common/http/read-file.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { Rates } from './dish-vat.ts';
import { csvFile, jsonFile, readMenuFile } from './menu-file.ts';
import { type ImportPlan, basisOf, planImport } from './menu-import.ts';
import type { Dish } from './menu.ts';
import { MenusRepository } from './menus.repository.ts';

/** Menus as files: for spreadsheets, other programs, and a copy to go back to. */
@Injectable()
export class MenuFilesService {
  constructor(
    private readonly menus: MenusRepository,
    private readonly restaurants: RestaurantsService,
  ) {}

  async json(caller: UserOrKey, restaurantId: string): Promise<MenuFile> {
    const { currency, rates } = await this.#restaurant(caller, restaurantId);
    return jsonFile(await this.menus.dishes(restaurantId), currency, rates);
  }

  async csv(caller: UserOrKey, restaurantId: string): Promise<string> {
    const { currency, rates } = await this.#restaurant(caller, restaurantId);
    return csvFile(await this.menus.dishes(restaurantId), currency, rates);
  }

  async import(
    caller: UserOrKey,
    restaurantId: string,
    { dryRun, basis }: InputOf<typeof menuFileCalls.importMenu>['query'],
    request: Request,
  ): Promise<MenuImport> {
    const { currency, rates } = await this.#restaurant(caller, restaurantId);
    const bytes = await readFile(request, menuFileCalls.importMenu.bytes);
    const file = readMenuFile(bytes, mediaTypeOf(request), currency);
    const plan = (dishes: Dish[]): ImportPlan => {
      if (basis !== undefined && basis !== basisOf(dishes))
        throw new Refusal(
          'version_conflict',
          'The menu has changed since the dry run. Look at a new dry run, then import the file.',
        );
      return planImport(restaurantId, dishes, file, rates);
    };
    if (dryRun === 'true') return { applied: false, ...plan(await this.menus.dishes(restaurantId)).report };
    let last: ImportPlan | undefined;
    // Decided again after a change by others, so that all of it rests on one state of the menu.
    await this.menus.change(restaurantId, actorOf(caller), (dishes) => (last = plan(dishes)));
    if (!last) throw new Error('a menu was changed without a decision');
    return { applied: last.report.problems.length === 0, ...last.report };
  }

  async #restaurant(caller: UserOrKey, id: string): Promise<{ currency: string; rates: Rates }> {
    const { currency } = await this.restaurants.get(id);
    assertAllowed(caller, 'restaurant:menu', { id });
    const { rates } = await this.restaurants.vatOf(id);
    return { currency, rates };
  }
}
