import { Component, computed, inject } from '@angular/core';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { RestaurantScopes } from '../../shared/restaurant/restaurant-scopes.ts';
import type { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';

/**
 * A restaurant was closed automatically, because several orders in a row were not answered. One press opens it. Of an
 * account with several restaurants also those that are not chosen, because nothing else on the screen shows it.
 */
@Component({
  selector: 'pl-auto-pause-banner',
  template: `
    @for (it of paused(); track it.id) {
      <div>
        <p role="alert">
          @if (several()) {
            <strong>{{ it.name }} ·</strong>
          }
          {{ t().autoPause.paused }}
        </p>
        <button type="button" class="act" [disabled]="it.store.saving()" (click)="open(it.store)">
          {{ t().autoPause.openAgain }}
          @if (several()) {
            <span class="unseen">{{ it.name }}</span>
          }
        </button>
      </div>
    }
  `,
  styles: `
    div {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--s2) var(--s4);
      padding: var(--s2) var(--s5);
      border-block-end: var(--stroke) solid var(--line);
      font-size: var(--text-s);
    }
    p {
      flex: 1;
      font-weight: 560;
      line-height: 1.3;
    }
    strong {
      font-weight: 680;
    }
    .act {
      flex: none;
    }
    @media (width < 45rem) {
      div {
        padding-inline: var(--s4);
      }
    }
  `,
})
export class AutoPauseBanner {
  readonly #restaurants = inject(RestaurantScopes);
  readonly #notices = inject(Notices);
  protected readonly several = inject(ChosenRestaurant).several;
  protected readonly t = inject(Language).messages;
  protected readonly paused = computed(() =>
    this.#restaurants.offered().filter(({ store }) => store.restaurant()?.closedBy === 'unanswered'),
  );

  protected async open(store: RestaurantStore): Promise<void> {
    try {
      await store.changeStatus({ isOpen: true });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
