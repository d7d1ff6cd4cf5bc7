import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import type { MenuArrangement } from './menu-arrangement.ts';

@Service({ autoProvided: false })
export class MenuApi {
  readonly #api = inject(Api);
  readonly #restaurant = { id: inject(OwnRestaurant).id ?? '' };

  get() {
    return this.#api.call('getMenu', { params: this.#restaurant });
  }

  exportJson() {
    return this.#api.call('exportMenu', { params: this.#restaurant });
  }

  exportCsv() {
    return this.#api.call('exportMenuCsv', { params: this.#restaurant });
  }

  import(body: Blob, dryRun: boolean, basis: string | undefined) {
    const query = { dryRun: dryRun ? ('true' as const) : ('false' as const), ...(basis && { basis }) };
    return this.#api.call('importMenu', { params: this.#restaurant, query, body });
  }

  arrange(categories: MenuArrangement) {
    const body = { categories: categories.map(({ name, items }) => ({ name, items: [...items] })) };
    return this.#api.call('arrangeMenu', { params: this.#restaurant, body });
  }

  removeSeveral(items: readonly string[]) {
    return this.#api.call('removeMenuItems', { params: this.#restaurant, body: { items: [...items] } });
  }

  add(body: Request<'addMenuItem'>['body']) {
    return this.#api.call('addMenuItem', { params: this.#restaurant, body });
  }

  change(itemId: string, body: Request<'changeMenuItem'>['body']) {
    return this.#api.call('changeMenuItem', { params: { ...this.#restaurant, itemId }, body });
  }

  changeChoiceAvailability(itemId: string, choiceId: string, body: Request<'changeAvailability'>['body']) {
    return this.#api.call('changeChoiceAvailability', {
      params: { ...this.#restaurant, itemId, choiceId },
      body,
    });
  }

  setPicture(itemId: string, body: Blob) {
    return this.#api.call('putPicture', { params: { ...this.#restaurant, itemId }, body });
  }

  removePicture(itemId: string) {
    return this.#api.call('removePicture', { params: { ...this.#restaurant, itemId } });
  }

  changeAvailability(itemId: string, body: Request<'changeAvailability'>['body']) {
    return this.#api.call('changeAvailability', { params: { ...this.#restaurant, itemId }, body });
  }
}
