import { Component, computed, inject, signal } from '@angular/core';
import { orderNumberIn } from '@passline/contracts/browser';
import { RouterLink } from '@angular/router';
import { debounceTime, merge } from 'rxjs';
import { Realtime } from '../../core/realtime/realtime.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { modeOf, openingSentence } from '../../shared/restaurant/opening-status.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { SearchField } from '../../shared/forms/search-field.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OrdersByNumber } from './orders-by-number.ts';
import { presenceText } from './presence-text.ts';

/** All restaurants with their opening status. */
@Component({
  selector: 'pl-restaurants-page',
  imports: [EmptyState, ErrorState, Icon, OrdersByNumber, RouterLink, SearchField, Skeleton],
  templateUrl: './restaurants-page.html',
  styleUrl: './restaurants-page.css',
  host: { class: 'page' },
})
export class RestaurantsPage {
  readonly #api = inject(RestaurantsApi);
  readonly #formats = inject(Formats);
  readonly #client = inject(Realtime).client;
  protected readonly t = inject(Language).messages;

  protected readonly all = poll(
    () => this.#api.all(),
    10_000,
    merge(this.#client.events('business:status:update'), this.#client.volatile('restaurant:presence')).pipe(
      debounceTime(200),
    ),
  );
  readonly #counts = poll(() => this.#api.openOrders(), 10_000);
  readonly #countOf = computed(
    () => new Map(this.#counts.value()?.items.map((it) => [it.restaurantId, it] as const)),
  );
  protected readonly rows = computed(() =>
    (this.all.value() ?? []).map((restaurant) => ({
      ...restaurant,
      orders: this.#ordersOf(restaurant.id),
      mode: modeOf(restaurant),
      status: openingSentence(restaurant, this.t(), this.#formats),
      there: presenceText(restaurant.presence, this.t(), this.#formats),
    })),
  );
  protected readonly search = signal('');
  protected readonly byNumber = computed(() => orderNumberIn(this.search()) !== undefined);
  protected readonly shown = computed(() => {
    const words = this.search().trim().toLocaleLowerCase();
    return this.rows().filter(
      ({ name, address }) => !words || `${name} ${address}`.toLocaleLowerCase().includes(words),
    );
  });
  protected readonly sentence = computed(() =>
    this.t().restaurants.sentence(
      this.#formats.number(this.rows().length),
      this.#formats.number(this.rows().filter(({ isOpen }) => isOpen).length),
    ),
  );

  #ordersOf(id: string): { open: string; late: string } | undefined {
    const count = this.#countOf().get(id);
    const { restaurants } = this.t();
    return (
      count && {
        open: restaurants.openOrders(count.open, this.#formats.number(count.open)),
        late: count.late > 0 ? restaurants.lateOrders(this.#formats.number(count.late)) : '',
      }
    );
  }
}
