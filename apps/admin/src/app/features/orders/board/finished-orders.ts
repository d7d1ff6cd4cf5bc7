import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { isFinal } from '@passline/contracts/browser';
import { firstValueFrom, forkJoin } from 'rxjs';
import { Formats } from '@passline/web/i18n/formats.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import { Language } from '../../../core/i18n/language.ts';
import { OrdersApi } from '../../../shared/orders/orders-api.ts';
import { TakeBack } from '../../../shared/order-actions/take-back.ts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';

/** Delivered and cancelled orders, newest first. */
@Component({
  selector: 'pl-finished-orders',
  imports: [RouterLink, TakeBack],
  template: `
    <h2>{{ t().orders.tools.done }}</h2>
    <ol>
      @for (order of over(); track order.id) {
        <li>
          <a [routerLink]="['/orders', order.id]">
            <b class="numbers">{{ order.number }}</b>
            <span>
              {{ order.customerName }}
              <small>
                @if (isOfSeveral) {
                  {{ order.restaurantName }} ·
                }
                {{ t().orders.columns[order.status] }} {{ formats.moment(order.updatedAt) }}
                @if (order.cancellation; as end) {
                  · {{ reasonText(end, t()) }}
                }
              </small>
            </span>
          </a>
          <pl-take-back [order]="order" />
        </li>
      } @empty {
        <li>{{ t().orders.tools.doneNone }}</li>
      }
    </ol>
  `,
  styles: `
    h2 {
      margin-block-end: var(--s3);
      font-size: var(--text-m);
      font-weight: 640;
    }
    li {
      padding-block-end: var(--s2);
      border-block-start: var(--stroke) solid var(--line);
    }
    a {
      display: grid;
      grid-template-columns: 3rem minmax(0, 1fr);
      align-items: baseline;
      gap: var(--s2);
      min-block-size: var(--touch);
      padding-block: var(--s2);
      line-height: 1.3;
      text-decoration: none;
    }
    a:hover {
      background: var(--hover);
    }
    b {
      font-size: 1.25rem;
      font-weight: 720;
    }
    small {
      display: block;
      color: var(--ink-3);
      font-size: var(--text-s);
    }
  `,
  host: { role: 'complementary', '[attr.aria-label]': 't().orders.tools.done' },
})
export class FinishedOrders {
  readonly #store = inject(OrdersStore);
  readonly #orders = inject(ShownOrders);
  readonly #api = inject(OrdersApi);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly reasonText = reasonText;
  protected readonly isOfSeveral = inject(ChosenRestaurant).isAll();
  protected readonly over = computed(() =>
    this.#orders
      .all()
      .filter(({ status }) => isFinal(status))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
      .slice(0, 50),
  );

  constructor() {
    const restaurantId = inject(OwnRestaurant).id;
    // Offline: show the finished orders known since the page was opened.
    firstValueFrom(
      forkJoin([
        this.#api.page({ status: 'delivered', restaurantId, limit: 25 }),
        this.#api.page({ status: 'cancelled', restaurantId, limit: 25 }),
      ]),
    ).then(
      (pages) => this.#store.learn(...pages.flatMap(({ items }) => items)),
      () => undefined,
    );
  }
}
