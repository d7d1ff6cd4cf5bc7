import { CdkMenu, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { allRestaurants } from '../../core/auth/all-restaurants.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { RestaurantScopes } from '../../shared/restaurant/restaurant-scopes.ts';
import { RestaurantSwitching } from './restaurant-switching.ts';
import { restaurantTexts } from './restaurant-texts.ts';

/** The account's restaurants in the top bar: which one is shown, and where orders ring. */
@Component({
  selector: 'pl-restaurant-switch',
  imports: [CdkMenu, CdkMenuItemRadio, CdkMenuTrigger, Icon],
  templateUrl: './restaurant-switch.html',
  styleUrl: './restaurant-switch.css',
})
export class RestaurantSwitch {
  /** The name of the chosen restaurant. */
  readonly name = input.required<string>();

  readonly #chosen = inject(ChosenRestaurant);
  readonly #restaurants = inject(RestaurantScopes);
  readonly #alarm = inject(Alarm);
  readonly #formats = inject(Formats);
  readonly #language = inject(Language);
  protected readonly switching = inject(RestaurantSwitching);
  protected readonly t = this.#language.messages;
  protected readonly words = computed(() => restaurantTexts[this.#language.code()]);
  protected readonly all = allRestaurants;
  protected readonly isAll = this.#chosen.isAll;

  protected readonly offered = computed(() =>
    this.#restaurants.offered().map(({ id, role, name }) => ({
      id,
      name: name ?? '…',
      role: this.t().shell.roles[role],
      chosen: id === this.#chosen.current(),
      ringing: this.#ringing(({ restaurantId }) => restaurantId === id),
    })),
  );
  protected readonly elsewhere = computed(() =>
    this.isAll() ? undefined : this.#ringing(({ restaurantId }) => restaurantId !== this.#chosen.current()),
  );

  #ringing(isCounted: (order: { restaurantId: string }) => boolean) {
    const count = this.#alarm.ringing().filter(isCounted).length;
    if (count === 0) return undefined;
    const number = this.#formats.number(count);
    return { number, text: this.words().ringing(count, number) };
  }
}
