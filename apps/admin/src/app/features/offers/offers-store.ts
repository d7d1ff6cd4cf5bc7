import { HttpClient } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import type { CreateOfferRequest, Offer, Page } from '@passline/contracts';
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
import type { z } from 'zod';
import { AuthSession, api } from '../../core/auth/auth-session.ts';
import { type Projected, type Step, project } from '../../core/state/projection.ts';
import { Realtime } from '../../core/realtime/realtime.ts';

type Known = Page<Offer> | undefined;
const nothing: Projected<Known> = { view: undefined, truth: undefined, pending: false };

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
  readonly #http = inject(HttpClient);
  readonly #restaurantId = inject(AuthSession).user()?.restaurantId ?? '';
  readonly #url = `${api}/restaurants/${this.#restaurantId}/offers`;
  readonly #client = inject(Realtime).client;
  readonly #steps = new Subject<Step<Known>>();
  readonly #known = toSignal(this.#steps.pipe(project<Known>(undefined)), { initialValue: nothing });
  readonly #looks = new Subject<void>();
  readonly #failure = signal<unknown>(undefined);
  #intentions = 0;

  readonly offers = computed(() => this.#known().view?.items);
  readonly more = computed(() => this.#known().view?.nextCursor ?? undefined);
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
      .subscribe((step) => this.#steps.next(step));
  }

  look(): void {
    this.#failure.set(undefined);
    this.#looks.next();
  }

  async showMore(cursor: string): Promise<void> {
    const page = await firstValueFrom(this.#page(cursor));
    this.#steps.next({
      kind: 'said',
      fold: (known) => ({ ...page, items: [...(known?.items ?? []), ...page.items] }),
    });
  }

  async make(wanted: z.input<typeof CreateOfferRequest>): Promise<Offer> {
    const made = await firstValueFrom(this.#http.post<Offer>(this.#url, wanted));
    this.#steps.next({
      kind: 'said',
      fold: (known) =>
        known && { ...known, items: [made, ...known.items.filter(({ id }) => id !== made.id)] },
    });
    return made;
  }

  /** Shown at once; rejects, and shows the truth again, when the server says no. */
  async end({ id }: Offer): Promise<void> {
    const intention = ++this.#intentions;
    this.#steps.next({ kind: 'intended', id: intention, apply: ended(id) });
    try {
      await firstValueFrom(this.#http.delete(`${this.#url}/${id}`));
      this.#steps.next({ kind: 'settled', id: intention, fold: ended(id) });
    } catch (error) {
      this.#steps.next({ kind: 'settled', id: intention });
      throw error;
    }
  }

  #first(): Observable<Step<Known>> {
    return this.#page().pipe(
      map((page): Step<Known> => {
        this.#failure.set(undefined);
        return { kind: 'said', fold: () => page };
      }),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }

  #page(cursor?: string): Observable<Page<Offer>> {
    return this.#http.get<Page<Offer>>(this.#url, {
      params: { limit: 50, ...(cursor ? { cursor } : {}) },
    });
  }
}
