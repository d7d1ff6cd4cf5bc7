import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Delivery } from '@passline/contracts';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { whileVisible } from '@passline/web/polling/polling.ts';
import {
  EMPTY,
  Subject,
  catchError,
  filter,
  firstValueFrom,
  map,
  merge,
  retry,
  switchMap,
  throwError,
  timer,
} from 'rxjs';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierApi } from '../../core/session/courier-api.ts';
import { CarriedOrders } from '../delivery/carried-orders.ts';
import { Duty } from '../duty/duty.ts';

const everyMs = 20_000;
/** A job that is gone stays readable for so long. */
const goneForMs = 5_000;

/** An open job, or one that another courier has just got. */
export interface ShownJob extends Delivery {
  isGone: boolean;
}

/** The jobs that are offered to the courier now. */
@Service({ autoProvided: false })
export class OpenJobs {
  readonly #api = inject(CourierApi);
  readonly #duty = inject(Duty);
  readonly #carried = inject(CarriedOrders);
  readonly #looks = new Subject<void>();
  readonly #open = signal<readonly Delivery[] | undefined>(undefined);
  readonly #gone = signal<readonly Delivery[]>([]);
  /** When a job went to another courier: an answer to an earlier question still has it. */
  readonly #goneAt = new Map<string, number>();
  readonly #failure = signal<unknown>(undefined);
  readonly #accepting = signal<string | undefined>(undefined);

  readonly failure = this.#failure.asReadonly();
  /** The job whose acceptance is not answered yet. */
  readonly accepting = this.#accepting.asReadonly();
  /** Undefined until they were read. Those that are gone stay where they were. */
  readonly jobs = computed<readonly ShownJob[] | undefined>(() => {
    const open = this.#open();
    if (!open) return undefined;
    const gone = this.#gone();
    const carried = this.#carried.orders();
    const shown = open
      .filter(({ orderId }) => !gone.some((it) => it.orderId === orderId))
      .filter(({ orderId }) => !carried.some(({ id }) => id === orderId))
      .map((job) => ({ ...job, isGone: false }));
    return [...gone.map((job) => ({ ...job, isGone: true })), ...shown];
  });
  /** Also on a trip that has room. */
  readonly #isSearching = computed(() => this.#duty.courier()?.hasRoom === true);

  constructor() {
    const { all$, resync$ } = inject(CourierRealtime).client;
    all$.pipe(takeUntilDestroyed()).subscribe(({ event, payload }) => {
      if (event === 'order:taken') this.#lose(payload.orderId);
      if (event === 'order:available') this.#regain(payload.orderId);
    });
    const offered = all$.pipe(filter(({ event }) => event === 'order:available'));
    whileVisible(everyMs, merge(this.#looks, offered, resync$))
      .pipe(
        filter(() => this.#isSearching()),
        switchMap(() => {
          const askedAt = performance.now();
          return this.#api.call('listDeliveries').pipe(
            map(({ items }) => items.filter(({ orderId }) => (this.#goneAt.get(orderId) ?? 0) < askedAt)),
            catchError((error: unknown) => {
              this.#failure.set(error);
              return EMPTY;
            }),
          );
        }),
        takeUntilDestroyed(),
      )
      .subscribe((items) => {
        this.#failure.set(undefined);
        this.#open.set(items);
      });
    effect(() => {
      const isSearching = this.#isSearching();
      untracked(() => {
        if (!isSearching) {
          this.#open.set(undefined);
          this.#goneAt.clear();
        }
        this.#looks.next();
      });
    });
  }

  look(): void {
    this.#looks.next();
  }

  /** Throws, except for a job that another courier has got: it is shown as gone. */
  async accept(orderId: string): Promise<void> {
    if (this.#accepting() !== undefined) return;
    this.#accepting.set(orderId);
    try {
      // Repeating it is safe: a courier who got the job gets it again.
      const accepting = this.#api.call('acceptDelivery', { params: { orderId } }).pipe(
        retry({
          count: 3,
          delay: (error, tries) =>
            hasStatus(error, 0, 502, 503, 504) ? timer(tries * 700) : throwError(() => error as Error),
        }),
      );
      this.#carried.begin(await firstValueFrom(accepting));
      this.#gone.set([]);
      // The server says what can still join the trip.
      this.#open.set(undefined);
      this.#looks.next();
    } catch (error) {
      if (!hasStatus(error, 404, 409)) throw error;
      this.#lose(orderId);
    } finally {
      this.#accepting.set(undefined);
      this.#duty.look();
    }
  }

  async decline(orderId: string): Promise<void> {
    this.#open.update((open) => open?.filter((it) => it.orderId !== orderId));
    try {
      await firstValueFrom(this.#api.call('declineDelivery', { params: { orderId } }));
    } catch (error) {
      this.#looks.next();
      if (!hasStatus(error, 404, 409)) throw error;
    }
  }

  #lose(orderId: string): void {
    this.#goneAt.set(orderId, performance.now());
    const job = this.#open()?.find((it) => it.orderId === orderId);
    this.#open.update((open) => open?.filter((it) => it.orderId !== orderId));
    if (!job) return;
    this.#gone.update((gone) => [...gone.filter((it) => it.orderId !== orderId), job]);
    setTimeout(() => this.#gone.update((gone) => gone.filter((it) => it !== job)), goneForMs);
  }

  #regain(orderId: string): void {
    this.#goneAt.delete(orderId);
    this.#gone.update((gone) => gone.filter((it) => it.orderId !== orderId));
    if (document.visibilityState === 'visible') (navigator as Partial<Navigator>).vibrate?.([200, 100, 200]);
  }
}
