import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import { createFlexibleConnectedPositionStrategy, createGlobalPositionStrategy } from '@angular/cdk/overlay';
import type { ElementRef } from '@angular/core';
import { Component, Injector, type TemplateRef, computed, inject, viewChild } from '@angular/core';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import {
  type OpeningChange,
  endOf,
  modeOf,
  openingSentence,
} from '../../shared/restaurant/opening-status.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { StatusPanel } from './status-panel.ts';

/** The opening status in the top bar; opens the panel that changes it. */
@Component({
  selector: 'pl-status-switch',
  imports: [Icon, StatusPanel],
  templateUrl: './status-switch.html',
  styleUrl: './status-switch.css',
})
export class StatusSwitch {
  protected readonly store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  readonly #formats = inject(Formats);
  readonly #notices = inject(Notices);
  readonly #dialog = inject(Dialog);
  readonly #injector = inject(Injector);
  #opened?: DialogRef;
  private readonly button = viewChild.required<ElementRef<HTMLElement>>('button');
  private readonly panel = viewChild.required<TemplateRef<unknown>>('panel');

  protected readonly shown = computed(() => {
    const restaurant = this.store.restaurant();
    if (!restaurant) return undefined;
    const { status } = this.t();
    const mode = modeOf(restaurant);
    const end = endOf(restaurant);
    return {
      mode,
      word: status[mode],
      by: mode === 'busy' ? status.busyBy(this.#formats.number(restaurant.busyMinutes)) : undefined,
      until: end && mode !== 'open' ? status.until(this.#formats.moment(end)) : undefined,
    };
  });

  protected open(): void {
    const wide = matchMedia('(width >= 45rem)').matches;
    const config = new DialogConfig<unknown, DialogRef>();
    config.ariaLabelledBy = 'status-title';
    config.autoFocus = 'input[type=radio]:checked';
    config.backdropClass = wide ? 'cdk-overlay-transparent-backdrop' : 'veil';
    config.width = wide ? '' : '100%';
    config.positionStrategy = wide
      ? createFlexibleConnectedPositionStrategy(this.#injector, this.button())
          .withPositions([
            { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top', offsetY: 8 },
          ])
          .withPush()
          .withViewportMargin(8)
      : createGlobalPositionStrategy(this.#injector).bottom('0').left('0');
    this.#opened = this.#dialog.open(this.panel(), config);
  }

  protected close(): void {
    this.#opened?.close();
  }

  protected async change(change: OpeningChange): Promise<void> {
    this.close();
    try {
      await this.store.changeStatus(change);
    } catch (error) {
      const still = this.store.restaurant();
      const messages = this.t();
      this.#notices.show({
        tone: 'trouble',
        text: [
          errorMessage(error, messages),
          still && messages.status.refused(openingSentence(still, messages, this.#formats)),
        ].join(' '),
        action: { label: messages.state.retry, run: () => void this.change(change) },
      });
    }
  }
}
