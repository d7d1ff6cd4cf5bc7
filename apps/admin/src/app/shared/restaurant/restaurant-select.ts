import { Component, inject, model } from '@angular/core';
import { RestaurantDirectory } from './restaurant-directory.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Language } from '../../core/i18n/language.ts';

/** Chooses a restaurant. */
@Component({
  selector: 'pl-restaurant-select',
  template: `
    <label for="workplace">{{ t().accountsPage.moving.restaurant }}</label>
    <select
      #select
      class="entry"
      id="workplace"
      [value]="restaurantId() ?? ''"
      (change)="restaurantId.set(select.value || null)"
    >
      <option value="" [selected]="!restaurantId()">{{ t().accountsPage.moving.choose }}</option>
      @for (it of places.all(); track it.id) {
        <option [value]="it.id" [selected]="it.id === restaurantId()">{{ it.name }}</option>
      }
    </select>
    @if (places.failure(); as error) {
      <span class="wrong">{{ sentence(error) }}</span>
    }
  `,
  host: { class: 'field' },
})
export class RestaurantSelect {
  readonly restaurantId = model.required<string | null>();

  protected readonly places = inject(RestaurantDirectory);
  protected readonly t = inject(Language).messages;

  constructor() {
    this.places.look();
  }

  protected sentence(error: unknown): string {
    return errorMessage(error, this.t());
  }
}
