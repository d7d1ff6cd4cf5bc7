import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { OrderSteps } from '../../../shared/order-actions/order-steps.ts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';
import { scheduledOf } from './board-filter.ts';

/** Orders for later, the next one first. They are on the board when their lead time begins, or when staff start them. */
@Component({
  selector: 'pl-scheduled-orders',
  imports: [RouterLink],
  template: `
    <h2>{{ t().scheduled.heading }}</h2>
    <ol>
      @for (order of waiting(); track order.id) {
        <li>
          <a [routerLink]="['/orders', order.id]">
            <b class="numbers">{{ formats.moment(order.scheduled!.for) }}</b>
            <span>
              {{ order.number }} · {{ order.customerName }}
              <small>
                @if (isOfSeveral) {
                  {{ order.restaurantName }} ·
                }
                {{ t().orders.fulfilment[order.fulfilment] }} ·
                {{ t().scheduled.dishes(formats.number(dishes(order))) }} ·
                {{ t().scheduled.startsAt(formats.moment(order.scheduled!.startsAt)) }}
              </small>
            </span>
          </a>
          @if (!store.kept()) {
            <button type="button" class="act" (click)="$event.detail < 2 && steps.move(order, 'pending')">
              {{ t().scheduled.start }} <span class="unseen">{{ order.number }}</span>
            </button>
          }
        </li>
      } @empty {
        <li>{{ t().scheduled.none }}</li>
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
      gap: var(--s1);
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
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    .act {
      inline-size: 100%;
    }
  `,
  host: { role: 'complementary', '[attr.aria-label]': 't().scheduled.heading' },
})
export class ScheduledOrders {
  protected readonly store = inject(OrdersStore);
  readonly #orders = inject(ShownOrders);
  protected readonly steps = inject(OrderSteps);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly isOfSeveral = inject(ChosenRestaurant).isAll();
  protected readonly waiting = computed(() => scheduledOf(this.#orders.open()));

  protected dishes({ items }: { items: readonly { quantity: number }[] }): number {
    return items.reduce((sum, { quantity }) => sum + quantity, 0);
  }
}
