import { Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Request } from '@passline/api-client';
import { forkJoin, map } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { ageOf } from '../../shared/orders/ageing.ts';
import { openingSentence } from '../../shared/restaurant/opening-status.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { ZoneNote } from '../../shared/dates/zone-note.ts';
import { restaurantChanges } from './restaurant-changes.ts';
import { presenceText } from './presence-text.ts';
import { RestaurantTeam } from './restaurant-team.ts';

/** One restaurant for operators: status, connected screens, open orders and team. Orders are view only. */
@Component({
  selector: 'pl-restaurant-page',
  imports: [EmptyState, ErrorState, Icon, RestaurantTeam, RouterLink, Skeleton, ZoneNote],
  templateUrl: './restaurant-page.html',
  styleUrl: './restaurant-page.css',
  host: { class: 'page' },
  // Its times are in the zone of this restaurant.
  providers: [Formats],
})
export class RestaurantPage {
  readonly restaurantId = input.required<string>();

  readonly #api = inject(Api);
  readonly #now = inject(Clock).now;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly reasonText = reasonText;

  protected readonly found = poll(
    () =>
      forkJoin({
        restaurant: this.#api.call('getRestaurant', { params: { id: this.restaurantId() } }),
        open: this.#orders({ status: 'open', limit: 100 }),
        recent: this.#orders({ limit: 20 }),
        team: this.#api.call('listTeam', { params: { id: this.restaurantId() }, query: { limit: 100 } }),
      }),
    10_000,
    restaurantChanges(this.restaurantId),
  );
  protected readonly restaurant = computed(() => this.found.value()?.restaurant);
  protected readonly team = computed(() => this.found.value()?.team.items ?? []);
  protected readonly status = computed(() => {
    const restaurant = this.restaurant();
    return restaurant && openingSentence(restaurant, this.t(), this.formats);
  });
  protected readonly presence = computed(() =>
    presenceText(this.restaurant()?.presence, this.t(), this.formats),
  );
  protected readonly open = computed(() =>
    this.found.value()?.open.map((order) => ({ ...order, age: ageOf(order, this.#now()) })),
  );
  protected readonly over = computed(() =>
    this.found.value()?.recent.filter(({ status }) => status === 'delivered' || status === 'cancelled'),
  );

  constructor() {
    effect(() => this.formats.useZone(this.restaurant()?.timeZone));
    let shown: string | undefined;
    effect(() => {
      const id = this.restaurantId();
      if (shown !== undefined && shown !== id) this.found.again();
      shown = id;
    });
  }

  #orders(query: Request<'listOrders'>['query']) {
    return this.#api
      .call('listOrders', { query: { restaurantId: this.restaurantId(), ...query } })
      .pipe(map(({ items }) => items));
  }
}
