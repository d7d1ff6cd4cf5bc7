import { Component, computed, inject, input } from '@angular/core';
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { orderNumberIn } from '@passline/contracts/browser';
import { debounceTime } from 'rxjs';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { OrdersApi } from '../../shared/orders/orders-api.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';

const most = 25;

/** The newest orders with this number, at all restaurants. Shown only when a number is searched. */
@Component({
  selector: 'pl-orders-by-number',
  imports: [ErrorState, RouterLink, Skeleton],
  template: `
    @if (number(); as wanted) {
      <section aria-labelledby="numbered-title">
        <h2 id="numbered-title">{{ t().restaurants.numbered.heading(wanted) }}</h2>
        @if (found.hasValue()) {
          <ul class="rows pressed">
            @for (order of found.value().items; track order.id) {
              <li>
                <a [routerLink]="['/restaurants', order.restaurantId, 'orders', order.id]">
                  <b class="numbers">{{ order.number }}</b>
                  <span class="what">
                    <strong>{{ order.restaurantName }}</strong>
                    <small>{{ t().orders.columns[order.status] }} · {{ order.customerName }}</small>
                  </span>
                  <span class="numbers">{{ formats.moment(order.createdAt) }}</span>
                </a>
              </li>
            } @empty {
              <li>{{ t().restaurants.numbered.none }}</li>
            }
          </ul>
          @if (found.value().nextCursor) {
            <p>{{ t().restaurants.numbered.newest(formats.number(most)) }}</p>
          }
        } @else if (found.error(); as error) {
          <pl-error-state [error]="error" (again)="found.reload()" />
        } @else {
          <pl-skeleton [rows]="2" />
        }
      </section>
    }
  `,
  styles: `
    /* Without orders it takes no room, not even a gap. */
    :host {
      display: contents;
    }
    section {
      display: grid;
      gap: var(--s3);
    }
    h2 {
      font-size: var(--text-l);
    }
    b {
      min-inline-size: 3.5rem;
      font-size: var(--text-l);
      font-weight: 720;
    }
    p {
      color: var(--ink-3);
    }
  `,
})
export class OrdersByNumber {
  readonly words = input.required<string>();

  readonly #api = inject(OrdersApi);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly most = most;

  readonly #settled = toSignal(toObservable(this.words).pipe(debounceTime(250)), { initialValue: '' });
  protected readonly number = computed(() => orderNumberIn(this.#settled()));
  protected readonly found = rxResource({
    params: () => this.number(),
    stream: ({ params }) => this.#api.page({ search: params, limit: most }),
  });
}
