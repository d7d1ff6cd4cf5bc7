import { HttpErrorResponse } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { Courier, Order, OrderStatus } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import {
  EMPTY,
  type Observable,
  Subject,
  catchError,
  filter,
  firstValueFrom,
  map,
  merge,
  mergeMap,
  of,
  retry,
  share,
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { perFrame } from '../../core/realtime/per-frame.ts';
import { type Step, project } from '../../core/state/projection.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { OrderRequestQueue, type Known } from './order-request-queue.ts';
import { acknowledged, assigned, cancelled, moved, promised } from './optimistic-changes.ts';
import {
  type OrderBook,
  change,
  emptyBook,
  withoutOrder,
  hear,
  withOrder,
  withSnapshot,
} from './order-book.ts';
import { OrdersApi } from './orders-api.ts';

const atOnce = 4;
/** Without a line: a new order must ring here all the same. */
const askEveryMs = 10_000;
const gone = (error: unknown) => error instanceof HttpErrorResponse && error.status === 404;
const patient = {
  count: 5,
  delay: (error: unknown, tries: number) => (gone(error) ? throwError(() => error) : timer(500 * 2 ** tries)),
};

/** The restaurant's orders: a snapshot by REST, every event since, and what people here intend laid over it. */
@Service({ autoProvided: false })
export class OrdersStore {
  readonly #api = inject(OrdersApi);
  readonly #user = inject(AuthSession).user;
  readonly #line = inject(Realtime);
  readonly #client = this.#line.client;
  readonly #steps = new Subject<Step<OrderBook>>();
  readonly #books = this.#steps.pipe(project(emptyBook), share());
  readonly #book = toSignal(this.#books.pipe(map(({ view }) => view)), { initialValue: emptyBook });
  readonly #reloads = new Subject<void>();
  readonly #loaded = signal(false);
  readonly #failure = signal<unknown>(undefined);
  readonly #askedAt = signal<Date | undefined>(undefined);
  readonly #earlier = inject(OfflineSnapshotReader).board;
  readonly #inTurn = new OrderRequestQueue();
  #intentions = 0;

  readonly loaded = this.#loaded.asReadonly();
  readonly failure = this.#failure.asReadonly();
  /** When the orders last came by asking, because no line tells of them. */
  readonly askedAt = computed(() => {
    const [cutAt, at] = [this.#line.staleSince(), this.#askedAt()];
    return cutAt && at && at > cutAt ? at : undefined;
  });
  /** From an earlier day at the pass, to be read and nothing else, while the server has said nothing yet. */
  readonly kept = computed(() => (this.#loaded() ? undefined : this.#earlier()));
  readonly all = computed(() => this.kept()?.orders ?? [...this.#book().orders.values()]);
  readonly open = computed(() => this.all().filter(({ status }) => !isFinal(status)));
  /** Known in outline only: what the event did not say must not be shown as if it were known. */
  readonly outlines = computed(() => this.#book().wanted);

  constructor() {
    const own = `restaurant:${this.#user()?.restaurantId ?? ''}`;
    const asked = new Set<string>();
    const steps: Observable<Step<OrderBook>> = merge(
      this.#client.all$.pipe(
        perFrame(),
        map((events) => ({ kind: 'said' as const, fold: hear(events) })),
      ),
      merge(
        this.#reloads,
        toObservable(this.#line.cut).pipe(switchMap((cut) => (cut ? timer(0, askEveryMs) : EMPTY))),
        this.#client.resync$.pipe(filter((list) => list.some(({ stream }) => stream === own))),
      ).pipe(switchMap(() => this.#snapshot())),
      this.#books.pipe(
        mergeMap(({ truth }) => [...truth.wanted].filter((id) => !asked.has(id))),
        filter((id) => !asked.has(id)),
        mergeMap((id) => {
          asked.add(id);
          return this.#look(id).pipe(
            map((step) => {
              asked.delete(id);
              return step;
            }),
          );
        }, atOnce),
      ),
    );
    steps.pipe(takeUntilDestroyed()).subscribe((step) => this.#steps.next(step));
  }

  order(id: string): Order | undefined {
    return this.kept()?.orders.find((it) => it.id === id) ?? this.#book().orders.get(id);
  }

  load(): void {
    this.#reloads.next();
  }

  /** What is not on the board any more, or not yet. */
  async fetch(id: string): Promise<void> {
    this.learn(await firstValueFrom(this.#api.get(id)));
  }

  learn(...orders: Order[]): void {
    this.#steps.next({ kind: 'said', fold: (book) => orders.reduce((all, it) => withOrder(it)(all), book) });
  }

  acknowledge(order: Order): Promise<void> {
    return this.#intend(order.id, acknowledged(this.#me()), () => this.#api.acknowledge(order.id));
  }

  promise(order: Order, minutes: number): Promise<void> {
    return this.#intend(order.id, promised(minutes, this.#me()), (known) =>
      this.#api.promise(order.id, minutes, known(order.version)),
    );
  }

  move(order: Order, to: OrderStatus): Promise<void> {
    return this.#intend(order.id, moved(order.status, to), () => this.#api.move(order.id, to));
  }

  cancel(order: Order, reason: string): Promise<void> {
    return this.#intend(order.id, cancelled(reason), () => this.#api.cancel(order.id, reason));
  }

  assign(order: Order, courier: Pick<Courier, 'id' | 'name' | 'phone'>): Promise<void> {
    return this.#intend(order.id, assigned(courier), () => this.#api.assign(order.id, courier.id));
  }

  #me(): { id: string; name: string } {
    const user = this.#user();
    return { id: user?.id ?? '', name: user?.name ?? '' };
  }

  /** Shown at once. Rejects, with the truth shown again and looked up anew, when the server says no. */
  async #intend(
    orderId: string,
    apply: (order: Order) => Order,
    call: (known: Known) => Observable<Order>,
  ): Promise<void> {
    // As if it had been tried: the server has not answered so far, and what is shown is not what it would act on.
    if (this.kept()) return firstValueFrom(throwError(() => new HttpErrorResponse({ status: 0 })));
    const id = ++this.#intentions;
    this.#steps.next({ kind: 'intended', id, apply: change(orderId, apply) });
    try {
      const answer = await this.#inTurn.ask(orderId, call);
      this.#steps.next({ kind: 'settled', id, fold: withOrder(answer) });
    } catch (error) {
      this.#steps.next({ kind: 'settled', id });
      await this.fetch(orderId).catch(() => undefined);
      throw error;
    }
  }

  #snapshot(): Observable<Step<OrderBook>> {
    const before = this.#book();
    return this.#api.open().pipe(
      map((open) => {
        this.#loaded.set(true);
        this.#failure.set(undefined);
        this.#askedAt.set(new Date());
        return { kind: 'said' as const, fold: withSnapshot(open, before) };
      }),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return timer(5_000).pipe(switchMap(() => this.#snapshot()));
      }),
    );
  }

  #look(id: string): Observable<Step<OrderBook>> {
    return this.#api.get(id).pipe(
      retry(patient),
      map((order) => ({ kind: 'said' as const, fold: withOrder(order) })),
      catchError((error: unknown) =>
        of({ kind: 'said' as const, fold: gone(error) ? withoutOrder(id) : (book: OrderBook) => book }),
      ),
    );
  }
}
