import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { Restaurant, WirePayload } from '@passline/contracts';
import { defaultAgeing } from '@passline/contracts/browser';
import {
  EMPTY,
  Subject,
  debounceTime,
  filter,
  firstValueFrom,
  fromEvent,
  merge,
  switchMap,
  timer,
} from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { type Projected, type Step, project } from '../../core/state/projection.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { type OpeningChange, changed } from './opening-status.ts';
import { RestaurantsApi } from './restaurants-api.ts';

type Known = Restaurant | undefined;
const unknown: Projected<Known> = { view: undefined, truth: undefined, pending: false };
const longestTimer = 2 ** 31 - 1;

/** An answer that was overtaken on its way must not undo what came after it. */
const newer =
  (said: Restaurant) =>
  (truth: Known): Known =>
    truth?.id === said.id && truth.version > said.version ? truth : said;

/** Without a version: what was asked after it decides. */
const heard =
  ({ isOpen, busyMinutes, until, message }: WirePayload<'business:status:update'>) =>
  (truth: Known): Known =>
    truth && { ...truth, isOpen, busyMinutes, until, message };

/** The restaurant that the signed-in person works for; none for operators. */
@Service({ autoProvided: false })
export class RestaurantStore {
  readonly #api = inject(RestaurantsApi);
  readonly #id = inject(AuthSession).user()?.restaurantId ?? undefined;
  readonly #steps = new Subject<Step<Known>>();
  readonly #known = toSignal(this.#steps.pipe(project<Known>(undefined)), { initialValue: unknown });
  readonly #failure = signal<unknown>(undefined);
  #intentions = 0;

  readonly restaurant = computed(() => this.#known().view);
  readonly saving = computed(() => this.#known().pending);
  readonly failure = this.#failure.asReadonly();
  readonly #ageing = signal(defaultAgeing);
  /** When a ticket is due and when it is late: the restaurant's own word, the usual until it is known. */
  readonly ageing = this.#ageing.asReadonly();

  constructor() {
    const { client } = inject(Realtime);
    const mine = ({ payload }: { payload: { restaurantId: string } }) => payload.restaurantId === this.#id;
    const opening = client.events('business:status:update').pipe(filter((it) => mine(it)));
    opening
      .pipe(takeUntilDestroyed())
      .subscribe(({ payload }) => this.#steps.next({ kind: 'said', fold: heard(payload) }));
    const rewritten = client.events('restaurant:update').pipe(filter((it) => mine(it)));
    merge(
      rewritten,
      client.resync$.pipe(
        filter((list) => list.some(({ stream }) => stream === `restaurant:${this.#id ?? ''}`)),
      ),
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.#loadAgeing());
    const ends = computed(() => this.#known().truth?.until ?? undefined);
    merge(
      // A pause ends by itself on the server; the moment after it is a good one to look.
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
    void this.#loadAgeing();
  }

  async load(): Promise<void> {
    if (!this.#id) return;
    try {
      const restaurant = await firstValueFrom(this.#api.get(this.#id));
      this.#failure.set(undefined);
      this.#steps.next({ kind: 'said', fold: newer(restaurant) });
    } catch (error) {
      this.#failure.set(error);
    }
  }

  /** Tickets age by what was known last while this cannot be asked; the line brings it again. */
  async #loadAgeing(): Promise<void> {
    if (!this.#id) return;
    const settings = await firstValueFrom(this.#api.settings(this.#id)).catch(() => undefined);
    if (settings) this.#ageing.set(settings.ageing);
  }

  /** Shown at once; rejects, and shows the truth again, when the server says no. */
  async changeStatus(change: OpeningChange): Promise<void> {
    const before = this.restaurant();
    if (!before) return;
    const id = ++this.#intentions;
    this.#steps.next({ kind: 'intended', id, apply: (view) => view && changed(view, change) });
    try {
      const answer = await firstValueFrom(this.#api.changeStatus(before.id, change));
      this.#steps.next({ kind: 'settled', id, fold: newer(answer) });
    } catch (error) {
      this.#steps.next({ kind: 'settled', id });
      throw error;
    }
  }
}
