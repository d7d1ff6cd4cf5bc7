import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import type { Restaurant, RestaurantSettings, WirePayload } from '@passline/contracts';
import { defaultAgeing, defaultReplacements } from '@passline/contracts/browser';
import { EMPTY, debounceTime, filter, firstValueFrom, fromEvent, merge, switchMap, timer } from 'rxjs';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { OptimisticState } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { type OpeningChange, changed } from './opening-status.ts';
import { RestaurantsApi } from './restaurants-api.ts';

type Known = Restaurant | undefined;
const longestTimer = 2 ** 31 - 1;

/** An overtaken answer must not undo newer state. */
const newer =
  (received: Restaurant) =>
  (truth: Known): Known =>
    truth?.id === received.id && truth.version > received.version ? truth : received;

/** Events have no version; the reload after it decides. */
const heard =
  ({ restaurantId: _, businessName: __, ...opening }: WirePayload<'business:status:update'>) =>
  (truth: Known): Known =>
    truth && { ...truth, ...opening };

/** One restaurant of the user; none for operators, and none of its own for a board of all restaurants. */
@Service({ autoProvided: false })
export class RestaurantStore {
  readonly #api = inject(RestaurantsApi);
  readonly #id = inject(OwnRestaurant).id;
  readonly #state = new OptimisticState<Known>(undefined);
  readonly #failure = signal<unknown>(undefined);

  readonly restaurant = this.#state.view;
  /** Without changes that the server has not confirmed. */
  readonly confirmed = this.#state.truth;
  readonly saving = this.#state.pending;
  readonly failure = this.#failure.asReadonly();
  readonly #ageing = signal(defaultAgeing);
  /** The restaurant's ageing thresholds; defaults until loaded. */
  readonly ageing = this.#ageing.asReadonly();
  readonly #stations = signal<RestaurantSettings['kitchen']['stations']>([]);
  /** The kitchen's stations; none until loaded. */
  readonly stations = this.#stations.asReadonly();

  readonly #replacements = signal(defaultReplacements);
  /** How long customers have to answer a replacement; the default until loaded. */
  readonly replacements = this.#replacements.asReadonly();

  constructor() {
    const { client } = inject(Realtime);
    const mine = ({ payload }: { payload: { restaurantId: string } }) => payload.restaurantId === this.#id;
    const opening = client.events('business:status:update').pipe(filter((it) => mine(it)));
    opening.pipe(takeUntilDestroyed()).subscribe(({ payload }) => this.#state.receive(heard(payload)));
    const rewritten = client.events('restaurant:update').pipe(filter((it) => mine(it)));
    merge(
      rewritten,
      client.resync$.pipe(
        filter((list) => list.some(({ stream }) => stream === `restaurant:${this.#id ?? ''}`)),
      ),
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.#loadSettings());
    const ends = computed(() => {
      const { until, opensAt, closesAt } = this.#state.truth() ?? {};
      return [until, opensAt, closesAt].filter((at) => typeof at === 'string').sort()[0];
    });
    merge(
      // The server ends a pause, and opens and closes, on its own: reload just after.
      toObservable(ends).pipe(
        switchMap((until) =>
          until
            ? timer(Math.min(Math.max(new Date(until).getTime() - Date.now(), 0) + 1000, longestTimer))
            : EMPTY,
        ),
      ),
      fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible')),
      fromEvent(window, 'online'),
      opening,
      rewritten,
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.load());
    void this.load();
    void this.#loadSettings();
  }

  async load(): Promise<void> {
    if (!this.#id) return;
    try {
      const restaurant = await firstValueFrom(this.#api.get(this.#id));
      this.#failure.set(undefined);
      this.#state.receive(newer(restaurant));
    } catch (error) {
      this.#failure.set(error);
    }
  }

  /** Keeps the last settings on failure; a resync loads them again. */
  async #loadSettings(): Promise<void> {
    if (!this.#id) return;
    const settings = await firstValueFrom(this.#api.settings(this.#id)).catch(() => undefined);
    if (!settings) return;
    this.#ageing.set(settings.ageing);
    this.#stations.set(settings.kitchen.stations);
    this.#replacements.set(settings.replacements);
  }

  /** Optimistic. Rolls back and rejects when the server refuses. */
  async changeStatus(change: OpeningChange): Promise<void> {
    const before = this.restaurant();
    if (!before) return;
    await this.#state.change(
      (view) => view && changed(view, change),
      async () => newer(await firstValueFrom(this.#api.changeStatus(before.id, change))),
    );
  }
}
