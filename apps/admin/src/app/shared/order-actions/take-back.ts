import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { OrderActions } from './order-actions.ts';
import { OrderPanels } from './order-panels.ts';

/** Takes a delivered order back: for seconds by undo, then by recall with a reason. Empty when it is too late. */
@Component({
  selector: 'pl-take-back',
  template: `
    @if (undoable()) {
      <button type="button" class="act" (click)="acts.undo(order().id)">
        {{ t().orders.undo }} <span class="unseen">{{ order().number }}</span>
      </button>
    } @else if (recallable()) {
      <button type="button" class="act" (click)="panels.recall(order())">
        {{ t().orders.recall }}… <span class="unseen">{{ order().number }}</span>
      </button>
    }
  `,
  styles: `
    .act {
      inline-size: 100%;
    }
  `,
})
export class TakeBack {
  readonly order = input.required<Order>();

  readonly #now = inject(Clock).now;
  protected readonly acts = inject(OrderActions);
  protected readonly panels = inject(OrderPanels);
  protected readonly t = inject(Language).messages;
  protected readonly undoable = computed(() => this.#open(this.order().undo));
  protected readonly recallable = computed(() => this.#open(this.order().recall));

  #open(chance: { until: string } | null): boolean {
    return chance !== null && new Date(chance.until).getTime() > this.#now();
  }
}
