import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { Service, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

/** Questions that need more than a yes, in the middle of the page: a panel whose heading is `panel-title`. */
@Service()
export class Panels {
  readonly #dialog = inject(Dialog);

  /** What the panel was closed with; undefined when somebody thought better of it. */
  ask<A>(panel: ComponentType<unknown>, data: unknown): Promise<A | undefined> {
    const config = new DialogConfig<unknown, DialogRef<A>>();
    config.data = data;
    config.ariaLabelledBy = 'panel-title';
    config.backdropClass = 'veil';
    return firstValueFrom(this.#dialog.open<A>(panel, config).closed);
  }
}
