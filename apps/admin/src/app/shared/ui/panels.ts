import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { type Injector, Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

/** Dialogs. The panel's heading has the id `panel-title`. */
@Service()
export class Panels {
  readonly #dialog = inject(Dialog);

  /** The panel's result; undefined when cancelled. `injector`: of a panel that needs services of its page. */
  ask<A>(panel: ComponentType<unknown>, data: unknown, injector?: Injector): Promise<A | undefined> {
    const config = new DialogConfig<unknown, DialogRef<A>>();
    config.data = data;
    if (injector) config.injector = injector;
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    return firstValueFrom(this.#dialog.open<A>(panel, config).closed);
  }
}
