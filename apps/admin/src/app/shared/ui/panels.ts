import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

/** Dialogs. The panel's heading has the id `panel-title`. */
@Service()
export class Panels {
  readonly #dialog = inject(Dialog);

  /** The panel's result; undefined when cancelled. */
  ask<A>(panel: ComponentType<unknown>, data: unknown): Promise<A | undefined> {
    const config = new DialogConfig<unknown, DialogRef<A>>();
    config.data = data;
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    return firstValueFrom(this.#dialog.open<A>(panel, config).closed);
  }
}
