import { HttpClient, HttpContext, HttpErrorResponse } from '@angular/common/http';
import { DestroyRef, Service, inject, signal } from '@angular/core';
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
import { api, asNobody } from '../auth/session.ts';
import { freshnessOf } from '../live/line.ts';
import { openSocket } from '../live/open-socket.ts';

const anyway = 30_000;

/**
 * One order for whoever holds its link. Every event only says "look again": what a link may show is the server's
 * word, and nothing is pieced together here. Without a line it looks again by itself.
 */
@Service({ autoProvided: false })
export class Tracked {
  readonly #http = inject(HttpClient);
  readonly #looks = new Subject<void>();
  readonly #order = signal<TrackedOrder | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  #token = '';
  readonly #client = createRealtimeClient({
    connect: openSocket,
    token: () => this.#token,
    tokenKind: 'trackingToken',
  });

  readonly order = this.#order.asReadonly();
  readonly failure = this.#failure.asReadonly();
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
    const context = new HttpContext().set(asNobody, true);
    return this.#http.get<TrackedOrder>(`${api}/track/${encodeURIComponent(this.#token)}`, { context }).pipe(
      catchError((error: unknown) => {
        this.#failure.set(error);
        const gone = error instanceof HttpErrorResponse && error.status === 404;
        if (gone) this.#client.stop();
        return gone ? EMPTY : timer(5_000).pipe(switchMap(() => this.#look()));
      }),
    );
  }
}
