import { Component, computed, inject, input, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { Restaurant } from '@passline/contracts';
import { EMPTY } from 'rxjs';
import { poll } from '@passline/web/polling/polling.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { restaurantChanges } from './restaurant-changes.ts';
import { Language } from '../../core/i18n/language.ts';
import { askBeforeLeaving } from '../../shared/editing/ask-before-leaving.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { ProfileEditor } from '../../shared/profile/profile-editor.ts';

/** Adds a restaurant or edits its profile, then shows its page. */
@Component({
  selector: 'pl-edit-restaurant-page',
  imports: [ProfileEditor, ErrorState, Icon, RouterLink, Skeleton],
  template: `
    <a class="act plain back" [routerLink]="['/restaurants', restaurantId() ?? '']">
      <pl-icon name="back" /> {{ restaurant()?.name ?? t().restaurants.heading }}
    </a>
    @if (!restaurantId()) {
      <header>
        <h1>{{ t().profile.add }}</h1>
        <p>{{ t().profile.addHint }}</p>
      </header>
      <pl-profile-editor (saved)="leave($event)" />
    } @else if (restaurant(); as it) {
      <header>
        <h1>{{ t().profile.change }}</h1>
        <p>{{ t().profile.hint }}</p>
      </header>
      <pl-profile-editor [restaurant]="it" (saved)="leave($event)" />
    } @else if (found.failure(); as error) {
      <pl-error-state [error]="error" (again)="found.again()" />
    } @else {
      <pl-skeleton [rows]="5" />
    }
  `,
  host: { class: 'page' },
})
export class EditRestaurantPage {
  /** Undefined for a new one. */
  readonly restaurantId = input<string>();

  readonly #api = inject(RestaurantsApi);
  readonly #router = inject(Router);
  readonly #notices = inject(Notices);
  protected readonly t = inject(Language).messages;
  private readonly form = viewChild(ProfileEditor);

  protected readonly found = poll(
    () => {
      const id = this.restaurantId();
      return id ? this.#api.get(id) : EMPTY;
    },
    10_000,
    restaurantChanges(this.restaurantId),
  );
  protected readonly restaurant = computed(() => this.found.value());

  /** Called by the router. */
  readonly mayLeave = askBeforeLeaving(() => !!this.form()?.dirty());

  protected async leave({ id, name }: Restaurant): Promise<void> {
    const { profile } = this.t();
    this.#notices.show({
      tone: 'calm',
      text: this.restaurantId() ? profile.saved(name) : profile.added(name),
    });
    await this.#router.navigate(['/restaurants', id]);
  }
}
