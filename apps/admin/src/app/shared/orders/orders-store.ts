import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { ApiError } from '@passline/api-client';
import type { CancelReason, RecallReason, Courier, Order, OrderStatus } from '@passline/contracts';
import { isFinal, room } from '@passline/contracts/browser';
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
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { perFrame } from '@passline/web/realtime/per-frame.ts';
import { type Fold, OptimisticState } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { OrderRequestQueue, type Known } from './order-request-queue.ts';
import {
  type ChosenReason,
  acknowledged,
  assigned,
  cancelled,
  driverNamed,
  lowered,
  marked,
  moved,
  promised,
  recalled,
  withdrawn,
} from './optimistic-changes.ts';
import {
  type OrderBook,
  withChange,
  emptyBook,
  withoutOrder,
  withEvents,
  withOrder,
  withOrders,
  withSnapshot,
} from './order-book.ts';
import { OrdersApi } from './orders-api.ts';

const atOnce = 4;
/** While disconnected, orders are polled so that new ones still ring. */
const askEveryMs = 10_000;
const gone = (error: unknown) => hasStatus(error, 404);
const patient = {
  count: 5,
  delay: (error: unknown, tries: number) => (gone(error) ? throwError(() => error) : timer(500 * 2 ** tries)),
};

/** The orders of all of the account's restaurants: a REST snapshot, live events and optimistic changes. */
@Service({ autoProvided: false })
export class OrdersStore {
  readonly #api = inject(OrdersApi);
  readonly #user = inject(AuthSession).user;
  readonly #chosen = inject(ChosenRestaurant);
  readonly #line = inject(Realtime);
  readonly #client = this.#line.client;
  readonly #state = new OptimisticState<OrderBook>(emptyBook);
  readonly #book = this.#state.view;
  readonly #reloads = new Subject<void>();
  readonly #loaded = signal(false);
  readonly #failure = signal<unknown>(undefined);
  readonly #askedAt = signal<Date | undefined>(undefined);
  readonly #earlier = inject(OfflineSnapshotReader).board;
  readonly #queue = new OrderRequestQueue();
  /** The orders that this screen cancelled: it does not raise an alarm for what it did itself. */
  readonly #cancelledHere = new Set<string>();
  readonly cancelledHere: ReadonlySet<string> = this.#cancelledHere;

  readonly loaded = this.#loaded.asReadonly();
  readonly failure = this.#failure.asReadonly();
  /** When the orders were last polled while disconnected. */
  readonly askedAt = computed(() => {
    const [cutAt, at] = [this.#line.staleSince(), this.#askedAt()];
    return cutAt && at && at > cutAt ? at : undefined;
  });
  /** The offline snapshot, read-only until the server answers. */
  readonly kept = computed(() => (this.#loaded() ? undefined : this.#earlier()));
  readonly all = computed(() =>
    (this.kept()?.orders ?? [...this.#book().orders.values()]).filter((order) => this.#isOwn(order)),
  );
  readonly open = computed(() => this.all().filter(({ status }) => !isFinal(status)));
  /** Incomplete orders: unknown details must not be shown as known. */
  readonly outlines = computed(() => this.#book().wanted);

  constructor() {
    const isRestaurant = ({ stream }: { stream: string }) => stream.startsWith(room.restaurant(''));
    const asked = new Set<string>();
    const received: Observable<Fold<OrderBook>> = merge(
      this.#client.all$.pipe(
        perFrame(),
        map((events) => withEvents(events)),
      ),
      merge(
        this.#reloads,
        toObservable(this.#line.cut).pipe(switchMap((cut) => (cut ? timer(0, askEveryMs) : EMPTY))),
        this.#client.resync$.pipe(filter((list) => list.some(isRestaurant))),
      ).pipe(switchMap(() => this.#snapshot())),
      this.#state.states$.pipe(
        mergeMap(({ truth }) => [...truth.wanted].filter((id) => !asked.has(id))),
        filter((id) => !asked.has(id)),
        mergeMap((id) => {
          asked.add(id);
          return this.#look(id).pipe(
            map((fold) => {
              asked.delete(id);
              return fold;
            }),
          );
        }, atOnce),
      ),
    );
    received.pipe(takeUntilDestroyed()).subscribe((fold) => this.#state.receive(fold));
    // No data of a restaurant outlives the right to see it.
    effect(() => {
      this.#chosen.memberships();
      untracked(() => this.#state.receive(withOrders((order) => this.#isOwn(order))));
    });
  }

  order(id: string): Order | undefined {
    const order = this.kept()?.orders.find((it) => it.id === id) ?? this.#book().orders.get(id);
    return order && this.#isOwn(order) ? order : undefined;
  }

  load(): void {
    this.#reloads.next();
  }

  /** Fetches an order that is not on the board. */
  async fetch(id: string): Promise<void> {
    this.learn(await firstValueFrom(this.#api.get(id)));
  }

  learn(...orders: Order[]): void {
    this.#state.receive((book) => orders.reduce((all, it) => withOrder(it)(all), book));
  }

  acknowledge(order: Order): Promise<void> {
    return this.#change(order.id, acknowledged(this.#me()), () => this.#api.acknowledge(order.id));
  }

  promise(order: Order, minutes: number): Promise<void> {
    return this.#change(order.id, promised(minutes, this.#me()), (known) =>
      this.#api.promise(order.id, minutes, known(order)),
    );
  }

  move(order: Order, to: OrderStatus): Promise<void> {
    return this.#change(order.id, moved(order.status, to), (known) =>
      this.#api.move(order.id, to, known(order)),
    );
  }

  /** Marks are no decisions: cooks at other stations mark other items of the order at the same time. */
  markItems(order: Order, items: readonly string[], state: 'waiting' | 'done'): Promise<void> {
    return this.#change(order.id, marked(items, state, this.#me()), () =>
      this.#api.markItems(order.id, items, state),
    );
  }

  changeQuantity(order: Order, item: string, quantity: number): Promise<void> {
    return this.#change(order.id, lowered(item, quantity), (known) =>
      this.#api.changeQuantity(order.id, item, quantity, known(order)),
    );
  }

  /** Not optimistic: the server says until when the customer may answer. */
  propose(order: Order, item: string, dish: { menuItemId: string; options: string[] }): Promise<void> {
    return this.#change(
      order.id,
      (known) => known,
      (known) => this.#api.propose(order.id, item, dish, known(order)),
    );
  }

  withdraw(order: Order, item: string): Promise<void> {
    return this.#change(order.id, withdrawn(item), () => this.#api.withdraw(order.id, item));
  }

  async cancel(order: Order, reason: ChosenReason<CancelReason>): Promise<void> {
    this.#cancelledHere.add(order.id);
    try {
      await this.#change(order.id, cancelled(reason), () => this.#api.cancel(order.id, reason));
    } catch (error) {
      this.#cancelledHere.delete(order.id);
      throw error;
    }
  }

  recall(order: Order, reason: ChosenReason<RecallReason>): Promise<void> {
    return this.#change(order.id, recalled(reason), () => this.#api.recall(order.id, reason));
  }

  assign(order: Order, courier: Pick<Courier, 'id' | 'name' | 'phone'>): Promise<void> {
    return this.#change(order.id, assigned(courier), () => this.#api.assign(order.id, courier.id));
  }

  nameDriver(order: Order, name: string): Promise<void> {
    return this.#change(order.id, driverNamed(name), () => this.#api.nameDriver(order.id, name));
  }

  #isOwn({ restaurantId }: Order): boolean {
    return this.#chosen.isMember(restaurantId);
  }

  #me(): { id: string; name: string } {
    const user = this.#user();
    return { id: user?.id ?? '', name: user?.name ?? '' };
  }

  /** Optimistic. When the server rejects it, rolls back, reloads the order and rejects. */
  async #change(
    orderId: string,
    apply: (order: Order) => Order,
    call: (known: Known) => Observable<Order>,
  ): Promise<void> {
    // Fails like a request without a network: the snapshot is not what the server would act on.
    if (this.kept()) throw new ApiError('change', { status: 0 });
    try {
      await this.#state.change(withChange(orderId, apply), async () =>
        withOrder(await this.#queue.ask(orderId, call)),
      );
    } catch (error) {
      await this.fetch(orderId).catch(() => undefined);
      throw error;
    }
  }

  #snapshot(): Observable<Fold<OrderBook>> {
    const before = this.#book();
    return this.#api.open().pipe(
      map((open) => {
        this.#loaded.set(true);
        this.#failure.set(undefined);
        this.#askedAt.set(new Date());
        return withSnapshot(open, before);
      }),
      catchError((error: unknown) => {
        this.#failure.set(error);
        return timer(5_000).pipe(switchMap(() => this.#snapshot()));
      }),
    );
  }

  #look(id: string): Observable<Fold<OrderBook>> {
    return this.#api.get(id).pipe(
      retry(patient),
      map((order) => withOrder(order)),
      catchError((error: unknown) => of(gone(error) ? withoutOrder(id) : (book: OrderBook) => book)),
    );
  }
}
