import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Clock } from '@passline/web/time/clock.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { OrderActions } from '../../../shared/order-actions/order-actions.ts';
import { changeText } from './change-text.ts';

/** What changed about an order after it was placed, and what its customer is asked about. */
@Component({
  selector: 'pl-item-changes',
  template: `
    @if (changes().length > 0) {
      <p class="changed">
        <strong>{{ t().itemChanges.changed }}</strong>
        @for (change of changes(); track $index) {
          <span>{{ change }}</span>
        }
      </p>
    }
    @for (proposal of asked(); track proposal.item) {
      <div class="asked">
        <p class="numbers">{{ proposal.text }}</p>
        @if (!still()) {
          <button type="button" class="act" (click)="acts.withdraw(order(), proposal.item)">
            {{ t().itemChanges.withdraw }}
          </button>
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s1);
    }
    :host:empty {
      display: none;
    }
    .changed,
    .asked {
      padding: 2px var(--s2) 2px var(--s3);
      border-radius: 4px;
      box-shadow: inset 4px 0 0 var(--ink);
      overflow-wrap: anywhere;
    }
    .changed span {
      display: block;
    }
    strong {
      font-weight: 800;
      letter-spacing: 0.04em;
      text-transform: uppercase;
    }
    .asked {
      display: grid;
      gap: var(--s1);
      justify-items: start;
      font-weight: 600;
    }
  `,
})
export class ItemChanges {
  readonly order = input.required<Order>();
  readonly still = input(false, { transform: booleanAttribute });
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  protected readonly acts = inject(OrderActions);
  protected readonly t = inject(Language).messages;
  protected readonly changes = computed(() =>
    this.order().changes.map((change) => changeText(change, this.t(), this.#formats)),
  );
  protected readonly asked = computed(() =>
    this.order().proposals.map(({ item, name, replacement, until }) => ({
      item,
      text: this.t().itemChanges.asking(name, replacement.name, this.#left(until)),
    })),
  );

  #left(until: string): string {
    const { left, lastMinute, over } = this.t().itemChanges;
    const minutes = (new Date(until).getTime() - this.#now()) / 60_000;
    if (minutes <= 0) return over;
    return minutes < 1 ? lastMinute : left(this.#formats.number(Math.ceil(minutes)));
  }
}
