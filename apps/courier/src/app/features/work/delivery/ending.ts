import { Component, computed, inject, input } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../../core/i18n/language.ts';
import { CarriedOrders, type Ending as HowItEnded } from '../../../shared/delivery/carried-orders.ts';

/** How the last delivery ended, until the courier has read it. */
@Component({
  selector: 'pl-ending',
  imports: [Icon],
  template: `
    @let it = ending();
    <section role="alert" [class.trouble]="it.how !== 'delivered'">
      <pl-icon [name]="it.how === 'delivered' ? 'check' : 'trouble'" />
      <div>
        <h2>{{ t().delivery.endings[it.how](it.order.number) }}</h2>
        <p class="numbers">{{ text() }}</p>
      </div>
      <button type="button" class="act" (click)="carried.forgetEnding()">
        {{ t().delivery.understood }}
      </button>
    </section>
  `,
  styles: `
    section {
      display: flex;
      align-items: center;
      gap: var(--s3);
      padding: var(--s4);
      border: 2px solid var(--ink);
      border-radius: 1.25rem;
      background: var(--surface);
    }
    .trouble {
      border-color: var(--late);
      color: var(--late);
    }
    div {
      flex: 1;
    }
    h2 {
      font-size: var(--text-m);
    }
    .act {
      min-block-size: 4rem;
      min-inline-size: 4rem;
      color: var(--ink);
    }
  `,
})
export class Ending {
  readonly ending = input.required<HowItEnded>();
  protected readonly carried = inject(CarriedOrders);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly text = computed(() => {
    const { how, order } = this.ending();
    const { endingTexts } = this.t().delivery;
    if (how !== 'delivered') return endingTexts[how];
    return order.earnings
      ? endingTexts.delivered(this.#formats.money(order.earnings.total, order.currency))
      : '';
  });
}
