import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import type { Quote, QuoteProblem, QuoteRequest } from '@passline/contracts';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  debounceTime,
  lastValueFrom,
  merge,
  switchMap,
  tap,
} from 'rxjs';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { BasketStore } from '../../shared/basket/basket-store.ts';
import { readKept, writeKept } from '@passline/web/storage/kept-on-device.ts';
import { StorefrontStore } from '../../shared/storefront/storefront-store.ts';
import {
  type KeptDetails,
  type OrderDraft,
  emptyDraft,
  keptPart,
  orderRequest,
  quoteRequest,
} from './order-draft.ts';

const isDetails = (value: unknown): value is KeptDetails =>
  typeof value === 'object' && value !== null && 'name' in value && 'phone' in value && 'address' in value;

/** Changes are quoted together once the customer stops typing. */
const quietMs = 250;

/** The basket with the customer's details, and the server's quote for both. */
@Service({ autoProvided: false })
export class CheckoutStore {
  readonly #api = inject(AnonymousApi);
  readonly #store = inject(StorefrontStore);
  readonly #basket = inject(BasketStore);
  readonly #draft = signal<OrderDraft>({
    ...emptyDraft,
    phone: inject(CustomerSession).user()?.phone ?? '',
    ...readKept('details', isDetails),
  });
  readonly #quote = signal<Quote | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #again = new Subject<void>();

  readonly draft = this.#draft.asReadonly();
  readonly quote = this.#quote.asReadonly();
  /** Why there is no quote. */
  readonly failure = this.#failure.asReadonly();

  /** Also changes with each refresh of the restaurant: a dish may be sold out, or a price may be another. */
  readonly #asked = computed(() => {
    const id = this.#store.storefront()?.restaurant.id;
    const lines = this.#basket.lines();
    return id === undefined || lines.length === 0
      ? undefined
      : { id, body: quoteRequest(lines, this.#draft(), this.#basket.subtotal()) };
  });

  constructor() {
    const asked = toObservable(this.#asked);
    merge(asked, this.#again)
      .pipe(
        debounceTime(quietMs),
        switchMap(() => {
          const asked = this.#asked();
          if (!asked) {
            this.#quote.set(undefined);
            return EMPTY;
          }
          return this.#request(asked);
        }),
        takeUntilDestroyed(),
      )
      .subscribe();
  }

  change(change: Partial<OrderDraft>): void {
    this.#draft.update((draft) => ({ ...draft, ...change }));
    writeKept('details', keptPart(this.#draft()));
  }

  /** A new quote for what the customer sees now; undefined if there is none. */
  async renew(): Promise<Quote | undefined> {
    const asked = this.#asked();
    return asked && lastValueFrom(this.#request(asked), { defaultValue: undefined });
  }

  #request({ id, body }: { id: string; body: QuoteRequest }): Observable<Quote> {
    return this.#api.call('quoteOrder', { params: { id }, body }).pipe(
      tap((quote) => {
        this.#failure.set(undefined);
        this.#quote.set(quote);
      }),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }

  again(): void {
    this.#again.next();
  }

  /** The problems of one line of the basket. */
  problemsOf(index: number): QuoteProblem[] {
    return this.#quote()?.problems.filter(({ path }) => path.startsWith(`items.${index}.`)) ?? [];
  }

  order() {
    const id = this.#store.storefront()?.restaurant.id;
    return id === undefined
      ? undefined
      : orderRequest(id, this.#basket.lines(), this.#draft(), this.#basket.subtotal());
  }
}
