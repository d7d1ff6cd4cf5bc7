import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { ApplicationRef, Injector, Service, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';

/** Dialogs about one order, loaded on demand, and printing. */
@Service({ autoProvided: false })
export class OrderPanels {
  readonly #dialog = inject(Dialog);
  readonly #injector = inject(Injector);
  readonly #app = inject(ApplicationRef);
  readonly #slip = signal<Order | undefined>(undefined);
  readonly slip = this.#slip.asReadonly();

  async cancel(order: Order): Promise<void> {
    this.#ask((await import('./cancel-panel.ts')).CancelPanel, order);
  }

  async assign(order: Order): Promise<void> {
    this.#ask((await import('./assign-courier-panel.ts')).AssignCourierPanel, order);
  }

  async promise(order: Order): Promise<void> {
    this.#ask((await import('./promise-panel.ts')).PromisePanel, order);
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

  #ask<C>(panel: ComponentType<C>, data: Order): void {
    const config = new DialogConfig<Order, DialogRef<unknown, C>>();
    config.data = data;
    config.injector = this.#injector;
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    this.#dialog.open(panel, config);
  }
}
