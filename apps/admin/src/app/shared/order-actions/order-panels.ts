import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { ApplicationRef, Service, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { RestaurantScopes } from '../restaurant/restaurant-scopes.ts';
import type { Reasoned } from './reason-panel.ts';
import type { Delivery } from './who-delivers-panel.ts';

/** Dialogs about one order, loaded on demand, and printing. */
@Service({ autoProvided: false })
export class OrderPanels {
  readonly #dialog = inject(Dialog);
  readonly #restaurants = inject(RestaurantScopes);
  readonly #app = inject(ApplicationRef);
  readonly #slip = signal<Order | undefined>(undefined);
  readonly slip = this.#slip.asReadonly();

  async cancel(order: Order): Promise<void> {
    await this.#reason({ order, act: 'cancelling' });
  }

  async recall(order: Order): Promise<void> {
    await this.#reason({ order, act: 'recalling' });
  }

  async assign(order: Order): Promise<void> {
    await this.#whoDelivers(order, false);
  }

  /** Hands the order over to whom staff choose. */
  async handOver(order: Order): Promise<void> {
    await this.#whoDelivers(order, true);
  }

  async promise(order: Order): Promise<void> {
    this.#ask((await import('./promise-panel.ts')).PromisePanel, order, order);
  }

  async itemCannotBeMade(order: Order): Promise<void> {
    this.#ask((await import('./item-panel.ts')).ItemPanel, order, order);
  }

  async soldOut(order: Order): Promise<void> {
    this.#ask((await import('../menu/sold-out-panel.ts')).SoldOutPanel, order, order);
  }

  async print(order: Order): Promise<void> {
    this.#slip.set(order);
    await this.#app.whenStable();
    window.print();
    this.#slip.set(undefined);
  }

  get asking(): boolean {
    return this.#dialog.openDialogs.length > 0;
  }

  async #whoDelivers(order: Order, handOver: boolean): Promise<void> {
    this.#ask((await import('./who-delivers-panel.ts')).WhoDeliversPanel, order, { order, handOver });
  }

  async #reason(asked: Reasoned): Promise<void> {
    this.#ask((await import('./reason-panel.ts')).ReasonPanel, asked.order, asked);
  }

  /** With the menu, the times and the couriers of the order's restaurant. */
  #ask<C>(panel: ComponentType<C>, { restaurantId }: Order, data: Order | Delivery | Reasoned): void {
    const config = new DialogConfig<typeof data, DialogRef<unknown, C>>();
    config.data = data;
    config.injector = this.#restaurants.of(restaurantId);
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    this.#dialog.open(panel, config);
  }
}
