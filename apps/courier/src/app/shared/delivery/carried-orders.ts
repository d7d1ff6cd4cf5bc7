import { Service, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Order, Restaurant } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { readKept, writeKept } from '@passline/web/storage/kept-on-device.ts';
import {
  EMPTY,
  Subject,
  auditTime,
  catchError,
  filter,
  groupBy,
  map,
  merge,
  mergeMap,
  switchMap,
} from 'rxjs';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierApi } from '../../core/session/courier-api.ts';
import { CourierSession } from '../../core/session/courier-session.ts';
import { Duty } from '../duty/duty.ts';
import { StepQueue } from './step-queue.ts';
import { type StepName, stepsMade } from './steps.ts';

interface KeptOrders {
  userId: string;
  orders: readonly Order[];
  restaurant?: Restaurant | undefined;
}
const kept = 'courier.delivery';
const isKept = (value: unknown): value is KeptOrders =>
  typeof value === 'object' && value !== null && 'orders' in value && 'userId' in value;

/** Why an order is no longer the courier's. */
export interface Ending {
  how: 'delivered' | 'cancelled' | 'taken';
  order: Order;
}

/**
 * The orders that the courier carries, all of one restaurant. A copy on the device shows them after a reload without a
 * network; each is removed with the end of its delivery.
 */
@Service({ autoProvided: false })
export class CarriedOrders {
  readonly #api = inject(CourierApi);
  readonly #anyone = inject(AnonymousApi);
  readonly #duty = inject(Duty);
  readonly #queue = inject(StepQueue);
  readonly #me = inject(CourierSession).user()?.id ?? '';
  readonly #looks = new Subject<void>();
  readonly #kept = readKept(kept, isKept);
  readonly #orders = signal<readonly Order[]>(this.#kept?.userId === this.#me ? this.#kept.orders : []);
  readonly #restaurant = signal<Restaurant | undefined>(
    this.#kept?.userId === this.#me ? this.#kept.restaurant : undefined,
  );
  readonly #refusal = signal<{ orderId: string; error: unknown } | undefined>(undefined);
  readonly #ending = signal<Ending | undefined>(undefined);

  /** The server may say for a moment that the courier carries them still. */
  readonly #ended = new Set<string>();

  readonly orders = this.#orders.asReadonly();
  readonly restaurant = this.#restaurant.asReadonly();
  /** Of the last delivery, until the courier has read it. */
  readonly ending = this.#ending.asReadonly();

  constructor() {
    const { all$, resync$, revoked$ } = inject(CourierRealtime).client;
    const about = all$.pipe(
      filter(({ event }) => !event.startsWith('chat:')),
      map(({ payload }) => ('orderId' in payload ? payload.orderId : null)),
      filter((id): id is string => id !== null && this.#find(id) !== undefined),
    );
    const all = merge(this.#looks, resync$, revoked$).pipe(
      auditTime(100),
      mergeMap(() => this.#known()),
    );
    merge(about, all)
      .pipe(
        groupBy((id) => id),
        mergeMap((looks) =>
          looks.pipe(
            auditTime(100),
            switchMap((id) => this.#read(id)),
          ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe((order) => this.#take(order));
    all$.pipe(takeUntilDestroyed()).subscribe(({ event, payload }) => {
      if (!('orderId' in payload) || payload.orderId === null) return;
      const { orderId } = payload;
      if (event === 'order:recalled') this.#ended.delete(orderId);
      if (event === 'order:cancelled') this.#end(orderId, 'cancelled');
      // The answer to a step of this device says more.
      if (event === 'order:status:update' && payload.status === 'delivered' && !this.#waitsFor(orderId))
        this.#end(orderId, 'delivered');
    });
    // The server says what the courier carries; a step that waits here is newer than that.
    effect(() => {
      const carried = this.#duty.courier()?.orders;
      if (!carried) return;
      const orders = this.#orders();
      // A recalled delivery is the courier's again.
      for (const id of this.#ended) if (!carried.includes(id)) this.#ended.delete(id);
      const isNews =
        carried.some((id) => !this.#ended.has(id) && !orders.some((it) => it.id === id)) ||
        orders.some(({ id }) => !carried.includes(id));
      untracked(() => {
        if (isNews && this.#queue.waiting().length === 0) this.#looks.next();
      });
    });
    this.#queue.made$.pipe(takeUntilDestroyed()).subscribe(({ step, order }) => {
      this.#take(order);
      // No order can join the trip any more.
      if (step.step === 'picked_up') this.#duty.look();
    });
    this.#queue.refused$.pipe(takeUntilDestroyed()).subscribe(({ step, error }) => {
      this.#refusal.set({ orderId: step.orderId, error });
      this.#looks.next();
    });
    effect((onCleanup) => {
      const id = this.#orders()[0]?.restaurantId;
      if (id === undefined || untracked(this.#restaurant)?.id === id) return;
      const reading = this.#anyone
        .call('getRestaurant', { params: { id } })
        .pipe(catchError(() => EMPTY))
        .subscribe((restaurant) => this.#restaurant.set(restaurant));
      onCleanup(() => reading.unsubscribe());
    });
    effect(() => {
      const orders = this.#orders();
      const restaurant = this.#restaurant();
      writeKept(kept, orders.length > 0 ? { userId: this.#me, orders, restaurant } : undefined);
    });
  }

  /** How many steps of the order are made, with those that wait on this device. */
  madeOf(order: Order): number {
    return stepsMade(order, this.#queue.waiting());
  }

  /** Why the server refused the last step of the order. */
  refusalOf(orderId: string): unknown {
    const refusal = this.#refusal();
    return refusal?.orderId === orderId ? refusal.error : undefined;
  }

  begin(order: Order): void {
    this.#ending.set(undefined);
    this.#refusal.set(undefined);
    this.#ended.delete(order.id);
    this.#take(order);
    this.#duty.look();
  }

  /** Who is at the restaurant is there for all orders of the trip. */
  step(order: Order, step: StepName): void {
    this.#refusal.set(undefined);
    const together =
      step === 'at_restaurant' ? this.#orders().filter((it) => this.madeOf(it) === 0) : [order];
    for (const { id } of together) this.#queue.add(id, step);
  }

  /** Nothing of the orders stays on this device after the session. */
  forget(): void {
    this.#orders.set([]);
    writeKept(kept, undefined);
  }

  forgetEnding(): void {
    this.#ending.set(undefined);
  }

  #find(id: string): Order | undefined {
    return this.#orders().find((order) => order.id === id);
  }

  #known(): string[] {
    const here = this.#orders().map(({ id }) => id);
    return [...new Set([...here, ...(this.#duty.courier()?.orders ?? [])])];
  }

  #read(id: string) {
    // It may have ended since the look was asked for.
    const isTheirs = this.#known().includes(id) && !this.#ended.has(id);
    if (!isTheirs || this.#waitsFor(id, 'delivered')) return EMPTY;
    return this.#api.call('getOrder', { params: { id } }).pipe(
      catchError((error: unknown) => {
        // Steps that wait may be what ended the courier's access.
        if (hasStatus(error, 404) && !this.#waitsFor(id)) this.#end(id, 'taken');
        return EMPTY;
      }),
    );
  }

  #waitsFor(id: string, name?: StepName): boolean {
    return this.#queue.waiting().some(({ orderId, step }) => orderId === id && (!name || step === name));
  }

  #take(order: Order): void {
    const known = this.#find(order.id);
    if (known && known.version > order.version) return;
    if (order.status === 'delivered') this.#end(order.id, 'delivered');
    else if (isFinal(order.status)) this.#end(order.id, 'cancelled');
    else if (known) this.#orders.update((all) => all.map((it) => (it === known ? order : it)));
    else this.#orders.update((all) => [...all, order]);
  }

  #end(id: string, how: Ending['how']): void {
    const order = this.#find(id);
    if (!order) return;
    this.#ending.set({ how, order });
    this.#ended.add(id);
    this.#orders.update((all) => all.filter((it) => it !== order));
    if (this.#orders().length === 0) this.#restaurant.set(undefined);
    this.#duty.look();
  }
}
