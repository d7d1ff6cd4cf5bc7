import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { type Injector, Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';

/** Dialogs. The panel's heading has the id `panel-title`. */
@Service()
export class Panels {
  readonly #dialog = inject(Dialog);
  readonly #chosen = inject(ChosenRestaurant).current;

  /** The panel's result; undefined when cancelled. `injector`: of a panel that needs services of its page. */
  ask<A>(panel: ComponentType<unknown>, data: unknown, injector?: Injector): Promise<A | undefined> {
    const config = new DialogConfig<unknown, DialogRef<A>>();
    config.data = data;
    if (injector) config.injector = injector;
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    return firstValueFrom(this.#dialog.open<A>(panel, config).closed);
  }

  /**
   * Loads the code of a panel about the chosen restaurant first. The panel does not open if another one was chosen
   * meanwhile: it would use the stores of the previous restaurant.
   */
  async load<A>(
    loading: Promise<ComponentType<unknown>>,
    data: unknown,
    injector?: Injector,
  ): Promise<A | undefined> {
    const before = this.#chosen();
    const panel = await loading;
    return before === this.#chosen() ? this.ask<A>(panel, data, injector) : undefined;
  }
}
