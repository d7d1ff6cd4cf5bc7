import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import type { TrackedOrder } from '@passline/contracts';
import { createRealtimeClient } from '@passline/realtime-client';
import {
  EMPTY,
  type Observable,
  Subject,
  auditTime,
  catchError,
  interval,
  merge,
  switchMap,
  timer,
} from 'rxjs';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import {
  type KnownPosition,
  type CourierTracks,
  withPositions,
  later,
} from '@passline/web/couriers/courier-tracks.ts';
import { freshnessOf } from '@passline/web/realtime/freshness.ts';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { perFrame } from '@passline/web/realtime/per-frame.ts';

const anyway = 30_000;

/**
 * One order for holders of a tracking link. Events only trigger a reload, because the server decides what a
 * link may show. Without a connection it polls.
 */
@Service({ autoProvided: false })
export class TrackedOrderStore {
  readonly #api = inject(AnonymousApi);
  readonly #looks = new Subject<void>();
  readonly #order = signal<TrackedOrder | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #tracks = signal<CourierTracks>(new Map());
  #token = '';
  readonly #socket = inject(PageSocket);
  readonly #client = createRealtimeClient({
    connect: () => this.#socket,
    token: () => this.#token,
    tokenKind: 'trackingToken',
  });

  readonly order = this.#order.asReadonly();
  readonly failure = this.#failure.asReadonly();
  readonly #track = computed(() => this.#tracks().get(this.#order()?.id ?? ''));
  /** The courier's position: only during the delivery, and only while the server shares it. */
  readonly seen = computed<KnownPosition | null>(() => {
    const { status, courier } = this.#order() ?? {};
    if (status !== 'out_for_delivery' || !courier) return null;
    const asked = courier.location && courier.at ? { at: courier.location, seenAt: courier.at } : null;
    return later(asked, this.#track()?.last ?? null);
  });
  readonly trail = computed(() => this.#track()?.trail ?? []);
  readonly freshness = toSignal(freshnessOf(this.#client.freshness$), {
    initialValue: { currentAsOf: null, stale: true, since: null },
  });

  constructor() {
    merge(this.#looks, merge(this.#client.all$, this.#client.resync$).pipe(auditTime(50)), interval(anyway))
      .pipe(
        switchMap(() => this.#look()),
        takeUntilDestroyed(),
      )
      .subscribe((order) => {
        this.#failure.set(undefined);
        this.#order.update((known) => (known && known.version > order.version ? known : order));
      });
    this.#client
      .volatile('delivery:location:update')
      .pipe(perFrame(), takeUntilDestroyed())
      .subscribe((positions) => this.#tracks.update(withPositions(positions)));
    inject(DestroyRef).onDestroy(() => this.#client.stop());
  }

  follow(token: string): void {
    this.#token = token;
    this.#client.stop();
    this.#client.start();
    this.#looks.next();
  }

  look(): void {
    this.#looks.next();
  }

  #look(): Observable<TrackedOrder> {
    return this.#api.call('track', { params: { token: this.#token } }).pipe(
      catchError((error: unknown) => {
        this.#failure.set(error);
        const gone = hasStatus(error, 404);
        if (gone) this.#client.stop();
        return gone ? EMPTY : timer(5_000).pipe(switchMap(() => this.#look()));
      }),
    );
  }
}
