import { Component, computed, inject } from '@angular/core';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';

/** The restaurant was closed automatically, because several orders in a row were not answered. One press opens it. */
@Component({
  selector: 'pl-auto-pause-banner',
  template: `
    @if (shown()) {
      <p role="alert">{{ t().autoPause.paused }}</p>
      <button type="button" class="act" [disabled]="store.saving()" (click)="open()">
        {{ t().autoPause.openAgain }}
      </button>
    }
  `,
  styles: `
    :host:has(p) {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--s2) var(--s4);
      padding: var(--s2) var(--s4);
      border-block-end: var(--stroke) solid var(--line);
    }
    p {
      font-weight: 560;
    }
  `,
})
export class AutoPauseBanner {
  protected readonly store = inject(RestaurantStore);
  readonly #notices = inject(Notices);
  protected readonly t = inject(Language).messages;
  protected readonly shown = computed(() => this.store.restaurant()?.closedBy === 'unanswered');

  protected async open(): Promise<void> {
    try {
      await this.store.changeStatus({ isOpen: true });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
