import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  debounceTime,
  exhaustMap,
  filter,
  forkJoin,
  fromEvent,
  map,
  merge,
  timer,
} from 'rxjs';
import { perFrame } from '../../core/realtime/per-frame.ts';
import { type Step, project } from '../../core/state/projection.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { CouriersApi } from './couriers-api.ts';
import {
  type CourierRoster,
  awaitsCourier,
  changesRoster,
  withEvents,
  rosterEntries,
  emptyRoster,
} from './courier-roster.ts';
import { CourierPositions } from './courier-positions.ts';

/** Nobody tells of a courier who comes near or goes away without an order of ours: that has to be looked up. */
const lookAgain = 10_000;
const settle = 250;

/** Who can bring something, where they are, and which orders wait for them. */
@Service({ autoProvided: false })
export class CouriersStore {
  readonly #api = inject(CouriersApi);
  readonly #orders = inject(OrdersStore);
  readonly #positions = inject(CourierPositions);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #client = inject(Realtime).client;
  readonly #looks = new Subject<void>();
  readonly #crew = signal<CourierRoster>(emptyRoster);
  readonly #loaded = signal(false);
  readonly #failure = signal<unknown>(undefined);
  readonly #asOf = signal<Date | undefined>(undefined);

  readonly loaded = this.#loaded.asReadonly();
  readonly failure = this.#failure.asReadonly();
  readonly asOf = this.#asOf.asReadonly();
  readonly crew = computed(() =>
    rosterEntries(this.#crew(), this.#orders.open(), this.#restaurant()?.location, (id) =>
      this.#positions.of(id),
    ),
  );
  /** The longest promised first. */
  readonly waiting = computed(() =>
    this.#orders
      .open()
      .filter(awaitsCourier)
      .sort((a, b) => (a.promise?.readyAt ?? a.createdAt).localeCompare(b.promise?.readyAt ?? b.createdAt)),
  );
  readonly searches = computed(
    () => new Map(this.#crew().searches.map((search) => [search.orderId, search])),
  );

  constructor() {
    const heard = this.#client.all$.pipe(perFrame());
    const looks = merge(
      this.#looks,
      timer(0, lookAgain).pipe(filter(() => document.visibilityState === 'visible')),
      fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible')),
      this.#client.resync$,
      heard.pipe(filter((events) => events.some(changesRoster))),
    ).pipe(
      debounceTime(settle),
      exhaustMap(() => this.#look()),
    );
    merge(
      looks,
      heard.pipe(map((events): Step<CourierRoster> => ({ kind: 'said', fold: withEvents(events) }))),
    )
      .pipe(project<CourierRoster>(emptyRoster), takeUntilDestroyed())
      .subscribe(({ view }) => this.#crew.set(view));
  }

  look(): void {
    this.#failure.set(undefined);
    this.#looks.next();
  }

  #look(): Observable<Step<CourierRoster>> {
    return forkJoin({ couriers: this.#api.all(), searches: this.#api.searches() }).pipe(
      map((crew): Step<CourierRoster> => {
        this.#loaded.set(true);
        this.#asOf.set(new Date());
        this.#failure.set(undefined);
        return { kind: 'said', fold: () => crew };
      }),
      // What is known stays: the age of each position says how true it still is.
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }
}
