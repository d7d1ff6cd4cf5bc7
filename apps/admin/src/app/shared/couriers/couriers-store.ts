import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  debounceTime,
  filter,
  forkJoin,
  map,
  merge,
  switchMap,
  timer,
} from 'rxjs';
import { awaitsCourier } from '@passline/contracts/browser';
import { perFrame } from '@passline/web/realtime/per-frame.ts';
import type { Fold } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { oneAtATime, whenVisible } from '@passline/web/polling/polling.ts';
import { ShownOrders } from '../orders/shown-orders.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { CouriersApi } from './couriers-api.ts';
import {
  type CourierRoster,
  changesRoster,
  withEvents,
  rosterEntries,
  emptyRoster,
} from './courier-roster.ts';
import { CourierPositions } from './courier-positions.ts';

const settle = 250;
/** Where sockets are blocked, the list is read as often as the board. */
const askEveryMs = 10_000;

/** Couriers nearby, their positions, and orders without a courier. */
@Service({ autoProvided: false })
export class CouriersStore {
  readonly #api = inject(CouriersApi);
  readonly #orders = inject(ShownOrders);
  readonly #positions = inject(CourierPositions);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #client = inject(Realtime).client;
  readonly #looks = new Subject<void>();
  readonly #roster = signal<CourierRoster>(emptyRoster);
  readonly #loaded = signal(false);
  readonly #failure = signal<unknown>(undefined);
  readonly #asOf = signal<Date | undefined>(undefined);

  readonly loaded = this.#loaded.asReadonly();
  readonly failure = this.#failure.asReadonly();
  readonly asOf = this.#asOf.asReadonly();
  readonly crew = computed(() =>
    rosterEntries(this.#roster(), this.#orders.open(), this.#restaurant()?.location, (id) =>
      this.#positions.of(id),
    ),
  );
  /** Earliest promise first. */
  readonly waiting = computed(() =>
    this.#orders
      .open()
      .filter(awaitsCourier)
      .sort((a, b) => (a.promise?.readyAt ?? a.createdAt).localeCompare(b.promise?.readyAt ?? b.createdAt)),
  );
  readonly searches = computed(
    () => new Map(this.#roster().searches.map((search) => [search.orderId, search])),
  );

  constructor() {
    const { all$, resync$, status$ } = this.#client;
    const heard = all$.pipe(perFrame());
    // The server says when the list changed; what happened without a connection is read with the next one.
    const asks = merge(
      this.#looks,
      whenVisible(
        merge(
          status$.pipe(filter(({ state }) => state === 'connected')),
          this.#client.volatile('restaurant:couriers'),
          toObservable(inject(Realtime).cut).pipe(
            switchMap((cut) => (cut ? timer(askEveryMs, askEveryMs) : EMPTY)),
          ),
        ),
      ),
      resync$,
      heard.pipe(filter((events) => events.some(changesRoster))),
    ).pipe(debounceTime(settle));
    const looks = oneAtATime(() => this.#look(), asks);
    merge(looks, heard.pipe(map((events): Fold<CourierRoster> => withEvents(events))))
      .pipe(takeUntilDestroyed())
      .subscribe((fold) => this.#roster.update(fold));
  }

  look(): void {
    this.#failure.set(undefined);
    this.#looks.next();
  }

  #look(): Observable<Fold<CourierRoster>> {
    return forkJoin({ couriers: this.#api.all(), searches: this.#api.searches() }).pipe(
      map((roster): Fold<CourierRoster> => {
        this.#loaded.set(true);
        this.#asOf.set(new Date());
        this.#failure.set(undefined);
        return () => roster;
      }),
      // Keeps the last list: the age of each position shows how current it is.
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }
}
