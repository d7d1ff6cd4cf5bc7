import { Component, computed, inject, input } from '@angular/core';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { Language } from '../../core/i18n/language.ts';
import { RestaurantScopes } from '../../shared/restaurant/restaurant-scopes.ts';
import { type NavPath, navItems, navItemsFor } from '../navigation/nav-items.ts';
import { RestaurantSwitching } from './restaurant-switching.ts';
import { restaurantTexts } from './restaurant-texts.ts';

/** In place of a page about one restaurant, while all are chosen. */
@Component({
  selector: 'pl-pick-restaurant-page',
  imports: [EmptyState],
  template: `
    <h1 class="unseen">{{ title() }}</h1>
    <pl-empty-state [title]="words().pick.title" [text]="words().pick.text">
      <ul>
        @for (it of offered(); track it.id) {
          <li>
            <button type="button" class="act" (click)="switching.switchTo(it.id)">
              <span class="unseen">{{ words().pick.act(it.name ?? '') }}</span>
              <strong aria-hidden="true">{{ it.name ?? '…' }}</strong>
              <small>{{ t().shell.roles[it.role] }}</small>
            </button>
          </li>
        }
      </ul>
    </pl-empty-state>
  `,
  styles: `
    :host {
      display: block;
      padding: var(--s5);
    }
    ul {
      display: grid;
      gap: var(--s2);
      inline-size: min(22rem, 100%);
    }
    .act {
      display: flex;
      justify-content: space-between;
      gap: var(--s4);
      inline-size: 100%;
      min-block-size: var(--touch);
    }
    small {
      color: var(--ink-2);
    }
  `,
})
export class PickRestaurantPage {
  /** Of the page that was asked for; from the route's data. */
  readonly path = input.required<NavPath>();

  readonly #language = inject(Language);
  readonly #restaurants = inject(RestaurantScopes);
  protected readonly switching = inject(RestaurantSwitching);
  protected readonly t = this.#language.messages;
  protected readonly words = computed(() => restaurantTexts[this.#language.code()]);
  protected readonly title = computed(() => {
    const place = navItems.find(({ path }) => path === this.path());
    return place ? this.t().titles[place.title] : '';
  });
  /** Where the role has that page. */
  protected readonly offered = computed(() =>
    this.#restaurants
      .offered()
      .filter(({ role }) => navItemsFor(role).some(({ path }) => path === this.path())),
  );
}
