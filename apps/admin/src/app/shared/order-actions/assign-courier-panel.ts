import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Courier, Order } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { CouriersApi } from '../couriers/couriers-api.ts';
import { metresBetween } from '../map/distance.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '../ui/error-state.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { OrderActions } from './order-actions.ts';

@Component({
  selector: 'pl-assign-courier-panel',
  imports: [ErrorState, Skeleton],
  template: `
    <section class="panel">
      <h2 id="panel-title">{{ t().orders.couriers.title(order.number) }}</h2>
      @if (failure(); as error) {
        <pl-error-state [error]="error" (again)="load()" />
      } @else if (couriers(); as list) {
        <ul>
          @for (courier of list; track courier.id) {
            <li>
              <button type="button" class="act" (click)="give(courier)">
                <strong>{{ courier.name }}</strong>
                <span class="numbers">{{ words(courier) }}</span>
              </button>
            </li>
          } @empty {
            <li>{{ t().orders.couriers.none }}</li>
          }
        </ul>
      } @else {
        <pl-skeleton [rows]="2" />
      }
      <button type="button" class="act plain" (click)="dialog.close()">{{ t().status.close }}</button>
    </section>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--s2);
    }
    li .act {
      justify-content: space-between;
      inline-size: 100%;
    }
    span {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class AssignCourierPanel {
  readonly #api = inject(CouriersApi);
  readonly #formats = inject(Formats);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #acts = inject(OrderActions);
  protected readonly order = inject<Order>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly failure = signal<unknown>(undefined);
  readonly #found = signal<readonly Courier[] | undefined>(undefined);
  /** Available couriers, nearest first, without those that cannot take the order. */
  protected readonly couriers = computed(() =>
    this.#found()
      ?.filter(({ status }) => status !== 'offline')
      .sort(
        (a, b) =>
          a.status.localeCompare(b.status) || (this.#away(a) ?? Infinity) - (this.#away(b) ?? Infinity),
      ),
  );

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      this.#found.set(await firstValueFrom(this.#api.all()));
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected words(courier: Courier): string {
    const { orders, couriers } = this.t();
    const away = this.#away(courier);
    const state = orders.couriers.states[courier.status];
    return away === undefined ? state : `${state} · ${couriers.away(this.#formats.distance(away))}`;
  }

  #away({ location }: Courier): number | undefined {
    const restaurant = this.#restaurant();
    return location && restaurant ? metresBetween(location, restaurant.location) : undefined;
  }

  protected give(courier: Courier): void {
    this.dialog.close();
    void this.#acts.assign(this.order, courier);
  }
}
