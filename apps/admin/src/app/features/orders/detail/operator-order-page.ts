import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { EMPTY, catchError, filter, forkJoin, merge, switchMap, throttleTime } from 'rxjs';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { entriesOf } from './order-history.ts';
import { OrderTimeline } from './order-timeline.ts';
import { OrdersApi } from '../../../shared/orders/orders-api.ts';
import { TicketItems } from '../ticket/ticket-items.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { RestaurantDirectory } from '../../../shared/restaurant/restaurant-directory.ts';
import { ZoneNote } from '../../../shared/dates/zone-note.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';

/** One order for operators: view only, without chat and actions. */
@Component({
  selector: 'pl-operator-order-page',
  imports: [ErrorState, Icon, RouterLink, Skeleton, TicketItems, OrderTimeline, ZoneNote],
  template: `
    <a class="act plain back" [routerLink]="['/restaurants', restaurantId()]">
      <pl-icon name="back" /> {{ order()?.restaurantName ?? t().restaurants.heading }}
    </a>
    @if (order(); as it) {
      <header>
        <h1 class="numbers">
          <span class="unseen">{{ t().order.title }} </span>{{ it.number }}
        </h1>
        <p>
          {{ t().orders.columns[it.status] }} · {{ it.customerName }} ·
          {{ t().orders.fulfilment[it.fulfilment] }}
          @if (it.channel === 'telephone') {
            · {{ t().telephone.mark }}
          }
        </p>
        <p>{{ t().restaurants.readOnly }}</p>
        <pl-zone-note />
      </header>
      <div class="two">
        <section [attr.aria-label]="t().order.title">
          <pl-ticket-items [items]="it.items" />
          <p class="total numbers">
            {{ t().order.total }} · {{ t().orders.payment[it.paymentMethod][it.paymentStatus] }}
            <b>{{ formats.money(it.totalAmount, it.currency) }}</b>
          </p>
          <a class="act" routerLink="/access" [queryParams]="{ sees: 'order:' + it.id }">
            <pl-icon name="key" /> {{ t().restaurants.whoSees }}
          </a>
        </section>
        <section aria-labelledby="history-title">
          <h2 id="history-title">{{ t().history.title }}</h2>
          @if (entries().length > 0) {
            <pl-order-timeline [entries]="entries()" [(at)]="at" />
          }
        </section>
      </div>
    } @else if (found.failure(); as error) {
      <pl-error-state [error]="error" (again)="found.again()" />
    } @else {
      <pl-skeleton />
    }
  `,
  styles: `
    .two {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
      gap: var(--s6);
    }
    section {
      display: grid;
      align-content: start;
      gap: var(--s4);
      min-inline-size: 0;
    }
    .total {
      display: flex;
      justify-content: space-between;
      padding-block-start: var(--s3);
      border-block-start: var(--stroke) solid var(--line);
    }
    section > .act {
      justify-self: start;
    }
    h2 {
      font-size: var(--text-l);
    }
  `,
  host: { class: 'page' },
  // Its times are in the zone of the restaurant.
  providers: [Formats],
})
export class OperatorOrderPage {
  readonly restaurantId = input.required<string>();
  readonly id = input.required<string>();

  readonly #api = inject(OrdersApi);
  readonly #client = inject(Realtime).client;
  readonly #me = inject(AuthSession).user;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly at = signal<number | undefined>(undefined);

  readonly #moved = toObservable(this.id).pipe(
    switchMap((id) =>
      merge(
        this.#client.join('order', id).pipe(
          filter(({ state }) => state === 'joined'),
          // The room of a finished order is closed; polling still covers it.
          catchError(() => EMPTY),
        ),
        this.#client.all$.pipe(filter(({ meta }) => `order:${id}` in meta.streams)),
      ),
    ),
    throttleTime(300, undefined, { leading: true, trailing: true }),
  );
  protected readonly found = poll(
    () => forkJoin({ order: this.#api.get(this.id()), facts: this.#api.history(this.id()) }),
    10_000,
    this.#moved,
  );
  protected readonly order = computed(() => this.found.value()?.order);
  protected readonly entries = computed(() =>
    entriesOf(this.found.value()?.facts ?? [], this.#me()?.id ?? '', this.t(), this.formats),
  );

  constructor() {
    const restaurants = inject(RestaurantDirectory);
    effect(() => this.formats.useZone(restaurants.get(this.restaurantId())?.timeZone));
    let shown: string | undefined;
    effect(() => {
      const id = this.id();
      if (shown !== undefined && shown !== id) this.found.again();
      shown = id;
    });
  }
}
