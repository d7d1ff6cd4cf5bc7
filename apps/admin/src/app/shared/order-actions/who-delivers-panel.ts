import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Courier, Order } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { CouriersApi } from '../couriers/couriers-api.ts';
import { metresBetween } from '@passline/contracts/browser';
import { ShownOrders } from '../orders/shown-orders.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OrderActions } from './order-actions.ts';

/** `handOver`: the order leaves the kitchen with the choice. */
export interface Delivery {
  order: Order;
  handOver: boolean;
}

const mostDrivers = 6;

/** Who delivers an order: a courier nearby, or a driver of the restaurant by name. */
@Component({
  selector: 'pl-who-delivers-panel',
  imports: [ErrorState, Skeleton],
  templateUrl: './who-delivers-panel.html',
  styleUrl: './who-delivers-panel.css',
})
export class WhoDeliversPanel {
  readonly #api = inject(CouriersApi);
  readonly #formats = inject(Formats);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #acts = inject(OrderActions);
  readonly #orders = inject(ShownOrders);
  protected readonly delivery = inject<Delivery>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly failure = signal<unknown>(undefined);
  protected readonly typed = signal('');
  /** Handing over without a name takes a second press. */
  protected readonly unnamed = signal(false);
  readonly #found = signal<readonly Courier[] | undefined>(undefined);
  /** Couriers with room, nearest first, then busy ones; without those that cannot take the order. */
  protected readonly couriers = computed(() =>
    this.#found()
      ?.filter(({ status, orders, hasRoom }) =>
        orders.length > 0 ? hasRoom && !orders.includes(this.delivery.order.id) : status !== 'offline',
      )
      .sort(
        (a, b) =>
          Number(b.hasRoom) - Number(a.hasRoom) || (this.#away(a) ?? Infinity) - (this.#away(b) ?? Infinity),
      ),
  );
  /** Drivers of the restaurant's other orders on this screen, offered for one press. */
  protected readonly drivers = computed(() =>
    [...new Set(this.#orders.all().flatMap(({ driver }) => driver?.name || []))].sort().slice(0, mostDrivers),
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

  protected describe(courier: Courier): string {
    const { orders, couriers } = this.t();
    const away = this.#away(courier);
    const carried = courier.orders.length;
    const state =
      carried > 0
        ? couriers.carries(carried, this.#formats.number(carried))
        : orders.delivering.states[courier.status];
    return away === undefined ? state : `${state} · ${couriers.away(this.#formats.distance(away))}`;
  }

  #away({ location }: Courier): number | undefined {
    const restaurant = this.#restaurant();
    return location && restaurant ? metresBetween(location, restaurant.location) : undefined;
  }

  protected assign(courier: Courier): void {
    void this.#finish(this.#acts.assign(this.delivery.order, courier));
  }

  protected nameDriver(name = this.typed().trim()): void {
    if (name) void this.#finish(this.#acts.nameDriver(this.delivery.order, name));
  }

  protected handOver(): void {
    void this.#finish(Promise.resolve(true));
  }

  async #finish(chosen: Promise<boolean>): Promise<void> {
    this.dialog.close();
    if ((await chosen) && this.delivery.handOver) await this.#acts.handOver(this.delivery.order.id);
  }
}
