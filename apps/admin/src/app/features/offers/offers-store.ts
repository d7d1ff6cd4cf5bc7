import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Answer, Request } from '@passline/api-client';
import type { Offer } from '@passline/contracts';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  filter,
  firstValueFrom,
  map,
  merge,
  switchMap,
} from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { type Fold, OptimisticState } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';

type Known = Answer<'listRestaurantOffers'> | undefined;

const ended =
  (id: string, now = new Date()) =>
  (known: Known): Known =>
    known && {
      ...known,
      items: known.items.map((it) => (it.id === id ? { ...it, until: now.toISOString() } : it)),
    };

/** The restaurant's own offers, newest first. */
@Service({ autoProvided: false })
export class OffersStore {
  readonly #api = inject(Api);
  readonly #restaurantId = inject(OwnRestaurant).id ?? '';
  readonly #client = inject(Realtime).client;
  readonly #state = new OptimisticState<Known>(undefined);
  readonly #looks = new Subject<void>();
  readonly #failure = signal<unknown>(undefined);

  readonly offers = computed(() => this.#state.view()?.items);
  readonly more = computed(() => this.#state.view()?.nextCursor ?? undefined);
  readonly failure = this.#failure.asReadonly();

  constructor() {
    merge(
      this.#looks,
      this.#client.resync$,
      this.#client
        .events('offer:new')
        .pipe(filter(({ payload }) => payload.restaurantId === this.#restaurantId)),
    )
      .pipe(
        switchMap(() => this.#first()),
        takeUntilDestroyed(),
      )
      .subscribe((fold) => this.#state.receive(fold));
  }

  look(): void {
    this.#failure.set(undefined);
    this.#looks.next();
  }

  async showMore(cursor: string): Promise<void> {
    const page = await firstValueFrom(this.#page(cursor));
    this.#state.receive((known) => ({ ...page, items: [...(known?.items ?? []), ...page.items] }));
  }

  async make(body: Request<'createOffer'>['body']): Promise<Offer> {
    const made = await firstValueFrom(
      this.#api.call('createOffer', { params: { id: this.#restaurantId }, body }),
    );
    this.#state.receive(
      (known) => known && { ...known, items: [made, ...known.items.filter(({ id }) => id !== made.id)] },
    );
    return made;
  }

  /** Optimistic. Rolls back and rejects when the server refuses. */
  async end({ id }: Offer): Promise<void> {
    await this.#state.change(ended(id), async () => {
      const params = { id: this.#restaurantId, offerId: id };
      await firstValueFrom(this.#api.call('endOffer', { params }));
      return ended(id);
    });
  }

  #first(): Observable<Fold<Known>> {
    return this.#page().pipe(
      map((page): Fold<Known> => {
        this.#failure.set(undefined);
        return () => page;
      }),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }

  #page(cursor?: string) {
    return this.#api.call('listRestaurantOffers', {
      params: { id: this.#restaurantId },
      query: { limit: 50, cursor },
    });
  }
}
