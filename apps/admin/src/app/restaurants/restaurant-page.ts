import { HttpClient } from '@angular/common/http';
import { Component, computed, effect, inject, input } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import type { Order, Page, Restaurant } from '@passline/contracts';
import { EMPTY, catchError, filter, forkJoin, map, merge, switchMap, throttleTime } from 'rxjs';
import { api } from '../auth/session.ts';
import { Clock } from '../live/clock.ts';
import { Realtime } from '../live/realtime.ts';
import { watch } from '../operations/watch.ts';
import { ageOf } from '../orders/ageing.ts';
import { openingSentence } from '../restaurant/opening.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { Icon } from '../ui/icon.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { presenceWords } from './presence.ts';

/** One restaurant as an operator sees it: whether it takes orders, whether a screen is there, and what it is doing. Nothing here changes anything. */
@Component({
  selector: 'pl-restaurant-page',
  imports: [Blank, Failure, Icon, RouterLink, Skeleton],
  templateUrl: './restaurant-page.html',
  styleUrl: './restaurant-page.css',
  host: { class: 'page' },
})
export class RestaurantPage {
  readonly restaurantId = input.required<string>();

  readonly #http = inject(HttpClient);
  readonly #client = inject(Realtime).client;
  readonly #now = inject(Clock).now;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  /** Held while this page is there: its events say when to look again. */
  readonly #moved = toObservable(this.restaurantId).pipe(
    switchMap((id) =>
      merge(
        this.#client.join('restaurant', id).pipe(
          filter(({ state }) => state === 'joined'),
          // Refused or withdrawn: the round every few seconds still looks.
          catchError(() => EMPTY),
        ),
        this.#client.volatile('restaurant:presence').pipe(filter(({ restaurantId }) => restaurantId === id)),
        this.#client.all$.pipe(filter(({ meta }) => `restaurant:${id}` in meta.streams)),
      ),
    ),
    throttleTime(500, undefined, { leading: true, trailing: true }),
  );
  protected readonly found = watch(
    () =>
      forkJoin({
        restaurant: this.#http.get<Restaurant>(`${api}/restaurants/${this.restaurantId()}`),
        open: this.#orders({ status: 'open', limit: 100 }),
        recent: this.#orders({ limit: 20 }),
      }),
    10_000,
    this.#moved,
  );
  protected readonly restaurant = computed(() => this.found.value()?.restaurant);
  protected readonly status = computed(() => {
    const restaurant = this.restaurant();
    return restaurant && openingSentence(restaurant, this.t(), this.formats);
  });
  protected readonly presence = computed(() =>
    presenceWords(this.restaurant()?.presence, this.t(), this.formats),
  );
  protected readonly open = computed(() =>
    this.found.value()?.open.map((order) => ({ ...order, age: ageOf(order, this.#now()) })),
  );
  protected readonly over = computed(() =>
    this.found.value()?.recent.filter(({ status }) => status === 'delivered' || status === 'cancelled'),
  );

  constructor() {
    let shown: string | undefined;
    effect(() => {
      const id = this.restaurantId();
      if (shown !== undefined && shown !== id) this.found.again();
      shown = id;
    });
  }

  #orders(params: { limit: number; status?: string }) {
    return this.#http
      .get<Page<Order>>(`${api}/orders`, { params: { restaurantId: this.restaurantId(), ...params } })
      .pipe(map(({ items }) => items));
  }
}
