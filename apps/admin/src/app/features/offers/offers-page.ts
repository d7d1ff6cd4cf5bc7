import { Component, computed, inject } from '@angular/core';
import type { Offer } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OfferCard } from './offer-card.ts';
import { OfferPanel } from './offer-panel.ts';
import { OfferText, stateOf } from './offer-text.ts';
import { OffersStore } from './offers-store.ts';

/** The restaurant's offer codes with their use. */
@Component({
  selector: 'pl-offers-page',
  imports: [EmptyState, OfferCard, ErrorState, Icon, Skeleton],
  providers: [OffersStore],
  templateUrl: './offers-page.html',
  styleUrl: './offers-page.css',
  host: { class: 'page' },
})
export class OffersPage {
  readonly #panels = inject(Panels);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(Notices);
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  protected readonly words = inject(OfferText);
  protected readonly store = inject(OffersStore);
  protected readonly t = inject(Language).messages;

  protected readonly currency = computed(() => this.#restaurant()?.currency ?? 'EUR');
  readonly #known = computed(() =>
    (this.store.offers() ?? []).map((offer) => ({ offer, state: stateOf(offer, this.#now()) })),
  );
  protected readonly current = computed(() => this.#known().filter(({ state }) => state !== 'over'));
  protected readonly past = computed(() => this.#known().filter(({ state }) => state === 'over'));
  protected readonly sentence = computed(() => {
    const running = this.#known().filter(({ state }) => state === 'running').length;
    const all = this.#formats.number(this.#known().length);
    return this.t().offers.sentence(this.#formats.number(running), this.store.more() ? `${all}+` : all);
  });

  constructor() {
    this.store.look();
  }

  protected async make(): Promise<void> {
    const made = await this.#panels.ask<Offer>(OfferPanel, {
      store: this.store,
      currency: this.currency(),
    });
    if (made) this.#notices.show({ tone: 'calm', text: this.t().offers.started(made.code) });
  }

  protected async end(offer: Offer): Promise<void> {
    const { offers } = this.t();
    const sure = await this.#confirm.ask({
      title: offers.endTitle(offer.code),
      text: offers.endText,
      act: offers.endAct,
      keep: offers.endKeep,
    });
    if (!sure) return;
    await this.#try(async () => {
      await this.store.end(offer);
      this.#notices.show({ tone: 'calm', text: offers.ended(offer.code) });
    });
  }

  protected showMore(cursor: string): Promise<void> {
    return this.#try(() => this.store.showMore(cursor));
  }

  async #try(doing: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
