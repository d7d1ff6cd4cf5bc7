import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, catchError, map, switchMap, timer } from 'rxjs';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { OrdersApi } from '../orders/orders-api.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';

const relearn = 5 * 60_000;
const offered = [10, 15, 20, 30];
const longer = [5, 10, 15, 20, 30, 45, 60, 90];
export const mostMinutes = 240;

const toFive = (minutes: number) => Math.max(5, Math.round(minutes / 5) * 5);
const sorted = (all: readonly number[]) => [...new Set(all)].sort((a, b) => a - b);

/** The minutes that can be promised: the kitchen's usual time and others around it, each with the busy minutes. */
@Service({ autoProvided: false })
export class PromiseTimes {
  readonly #restaurants = inject(RestaurantStore);
  /** What this kitchen usually takes, without busy minutes. */
  readonly #learned = signal(15);
  /** Includes a change that the server has not confirmed yet: the offer changes with the press. */
  readonly #busy = computed(() => this.#restaurants.restaurant()?.busyMinutes ?? 0);

  readonly usual = computed(() => toFive(this.#learned() + this.#busy()));
  /** Two times beside the usual one, each a chip on the ticket. */
  readonly others = computed(() => {
    const times = sorted([...offered.map((it) => it + this.#busy()), this.usual()]);
    const at = times.indexOf(this.usual());
    const from = Math.min(Math.max(at - 1, 0), times.length - 3);
    return times.slice(from, from + 3).filter((it) => it !== this.usual());
  });
  /** The choice of the panel. */
  readonly all = computed(() => sorted([...longer, this.usual(), ...this.others()]));

  constructor() {
    const api = inject(OrdersApi);
    const restaurantId = inject(OwnRestaurant).id;
    if (!restaurantId) return;
    // The answer includes the busy minutes that the server knows, so an unconfirmed change must not be subtracted.
    toObservable(computed(() => this.#restaurants.confirmed()?.busyMinutes))
      .pipe(
        switchMap((busy) =>
          busy === undefined
            ? EMPTY
            : timer(0, relearn).pipe(
                switchMap(() => api.usualMinutes(restaurantId).pipe(catchError(() => EMPTY))),
                map((minutes) => minutes - busy),
              ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe((minutes) => this.#learned.set(minutes));
  }
}
