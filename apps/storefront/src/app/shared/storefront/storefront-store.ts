import {
  DestroyRef,
  EnvironmentInjector,
  Service,
  computed,
  createEnvironmentInjector,
  effect,
  inject,
  signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { MenuItem, Storefront } from '@passline/contracts';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { oneAtATime, whileVisible } from '@passline/web/polling/polling.ts';
import { EMPTY, type Observable, Subject, catchError, debounce, filter, map, merge, timer } from 'rxjs';
import { RecentFacts, withFact } from './storefront-facts.ts';
import type { StorefrontLive } from './storefront-live.ts';

/** How often the page asks for opening, menu and sold-out dishes while no socket tells it. */
const refreshMs = 20_000;
/** While one does: for an offer whose time is over, which is no fact of the stream. */
const refreshConnectedMs = 120_000;
/** A node answers from a cache that may be this old. */
const cacheMs = 1_000;
/** All open pages hear at the same moment that a menu was rewritten, and should not read it at the same moment. */
const spreadMs = 1_500;

/** The restaurant of the address, live while a socket is connected, else refreshed while the page is visible. */
@Service({ autoProvided: false })
export class StorefrontStore {
  readonly #api = inject(AnonymousApi);
  readonly #formats = inject(Formats);
  readonly #injector = inject(EnvironmentInjector);
  readonly #destroyed = inject(DestroyRef);
  readonly #slug = signal<string | undefined>(undefined);
  readonly #storefront = signal<Storefront | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #again = new Subject<void>();
  readonly #live = signal<StorefrontLive | undefined>(undefined);
  readonly #facts = new RecentFacts(60_000);
  #isConnected = false;
  #readAt = 0;

  readonly storefront = this.#storefront.asReadonly();
  /** Why it could not be loaded. After the first answer the page shows that one instead. */
  readonly failure = this.#failure.asReadonly();
  readonly isMissing = computed(() => hasStatus(this.#failure(), 404));
  readonly items = computed(
    (): ReadonlyMap<string, MenuItem> =>
      new Map(
        this.#storefront()
          ?.menu.categories.flatMap(({ items }) => items)
          .map((item) => [item.id, item]),
      ),
  );

  constructor() {
    const due = whileVisible(refreshMs, EMPTY).pipe(
      filter(() => !this.#isConnected || Date.now() - this.#readAt >= refreshConnectedMs),
    );
    oneAtATime(() => this.#read(), this.#again, due)
      .pipe(takeUntilDestroyed())
      .subscribe((answer) => {
        this.#failure.set(undefined);
        this.#storefront.set(answer);
      });
    // Times are those of the restaurant's clock.
    effect(() => this.#formats.useZone(this.#storefront()?.restaurant.timeZone));
    const restaurantId = computed(() => this.#storefront()?.restaurant.id);
    effect(() => {
      const id = restaurantId();
      if (id !== undefined) this.#live()?.follow(id);
    });
    const waiting = effect(() => {
      if (restaurantId() === undefined) return;
      waiting.destroy();
      whenPainted(() => void this.#listen());
    });
  }

  show(slug: string): void {
    if (slug === this.#slug()) return;
    this.#slug.set(slug);
    this.#storefront.set(undefined);
    this.look();
  }

  look(): void {
    this.#again.next();
  }

  #read(): Observable<Storefront> {
    const slug = this.#slug();
    if (slug === undefined) return EMPTY;
    const begun = Date.now();
    this.#readAt = begun;
    return this.#api.call('getStorefront', { params: { slug } }).pipe(
      map((answer) => this.#facts.on(answer, begun - cacheMs)),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return EMPTY;
      }),
    );
  }

  async #listen(): Promise<void> {
    const live = await liveFor(this.#injector, this.#destroyed);
    if (!live) return;
    const ends = <T>() => takeUntilDestroyed<T>(this.#destroyed);
    const rereads = new Subject<void>();
    live.isConnected$.pipe(ends()).subscribe((is) => (this.#isConnected = is));
    live.facts$.pipe(ends()).subscribe((fact) => {
      this.#facts.add(fact, Date.now());
      const known = this.#storefront();
      const next = known && withFact(known, fact);
      if (next) this.#storefront.set(next);
      else rereads.next();
    });
    merge(rereads, live.resync$)
      .pipe(
        debounce(() => timer(cacheMs + Math.random() * spreadMs)),
        ends(),
      )
      .subscribe(() => this.look());
    this.#live.set(live);
  }
}

/**
 * Once the page has been painted: the socket weighs a third of the menu. A busy device can be idle before it has painted,
 * hence the frame. Not every browser says when it is idle.
 */
function whenPainted(act: () => void): void {
  requestAnimationFrame(() => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: 3_000 });
    else setTimeout(act, 500);
  });
}

/** Undefined if its script does not arrive: the page goes on polling. */
async function liveFor(
  parent: EnvironmentInjector,
  destroyed: DestroyRef,
): Promise<StorefrontLive | undefined> {
  const parts = await import('./storefront-live.ts').catch(() => undefined);
  if (!parts || destroyed.destroyed) return undefined;
  const injector = createEnvironmentInjector([...parts.liveProviders], parent);
  destroyed.onDestroy(() => injector.destroy());
  return injector.get(parts.StorefrontLive);
}
