import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import type { Quote, TelephoneCustomer } from '@passline/contracts';
import {
  EMPTY,
  Subject,
  catchError,
  debounceTime,
  distinctUntilChanged,
  map,
  merge,
  of,
  switchMap,
  tap,
} from 'rxjs';
import { Api } from '../../../core/api/api.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { TelephoneDraft, basketOf } from './telephone-draft.ts';

/** Changes are sent together once staff stop typing. */
const quietMs = 250;
/** As the contract wants it. */
export const isNumber = (phone: string) => /^\+?[\d ()/.-]{5,30}$/.test(phone);

/** What the server says about the order that is being entered: its price, what would refuse it, and who calls. */
@Service({ autoProvided: false })
export class TelephoneQuote {
  readonly #api = inject(Api);
  readonly #draft = inject(TelephoneDraft);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #quote = signal<Quote | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #customer = signal<TelephoneCustomer | undefined>(undefined);
  readonly #answered = signal<unknown>(undefined);
  readonly #again = new Subject<void>();

  readonly quote = this.#quote.asReadonly();
  /** Why there is no quote. */
  readonly failure = this.#failure.asReadonly();
  /** Who called from this number before. */
  readonly customer = this.#customer.asReadonly();

  /** Changes with the restaurant too: it may close meanwhile. */
  readonly #asked = computed(() => {
    const restaurant = this.#restaurant();
    const body = basketOf(this.#draft.order());
    return restaurant && body && { id: restaurant.id, isOpen: restaurant.isOpen, body };
  });

  /** false: the draft has changed since the quote. */
  readonly isCurrent = computed(() => this.#answered() === this.#asked());

  constructor() {
    merge(toObservable(this.#asked), this.#again.pipe(map(() => this.#asked())))
      .pipe(
        debounceTime(quietMs),
        switchMap((asked) => {
          if (!asked) return of(undefined);
          return this.#api.call('quoteOrder', { params: { id: asked.id }, body: asked.body }).pipe(
            tap(() => this.#answered.set(asked)),
            catchError((error: unknown) => {
              this.#failure.set(error);
              return EMPTY;
            }),
          );
        }),
        takeUntilDestroyed(),
      )
      .subscribe((quote) => {
        this.#failure.set(undefined);
        this.#quote.set(quote);
      });
    toObservable(computed(() => this.#draft.order().phone.trim()))
      .pipe(
        debounceTime(quietMs),
        distinctUntilChanged(),
        switchMap((phone) => {
          const id = this.#restaurant()?.id;
          this.#customer.set(undefined);
          if (!id || !isNumber(phone)) return EMPTY;
          // Without an answer staff type name and address, as for a new number.
          return this.#api
            .call('findTelephoneCustomer', { params: { id }, query: { phone } })
            .pipe(catchError(() => EMPTY));
        }),
        takeUntilDestroyed(),
      )
      .subscribe(({ customer }) => this.#customer.set(customer ?? undefined));
  }

  again(): void {
    this.#again.next();
  }
}
