import { Component, computed, inject, input, output } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';

/** A dish, its price, and the one switch that the kitchen needs in the middle of service. */
@Component({
  selector: 'pl-dish-row',
  template: `
    <span class="words">
      <strong>{{ dish().name }}</strong>
      @if (dish().description) {
        <small>{{ dish().description }}</small>
      }
    </span>
    <span class="numbers">{{ price() }}</span>
    <button
      type="button"
      role="switch"
      class="act"
      [attr.aria-checked]="dish().available"
      (click)="available.emit(!dish().available)"
    >
      <span class="unseen">{{ dish().name }}</span>
      <span class="knob"></span>
      <span class="state">
        {{ dish().available ? t().menu.available : t().menu.soldOut }}
        @if (back(); as time) {
          <small class="numbers">{{ t().menu.backAt(time) }}</small>
        }
      </span>
    </button>
  `,
  styleUrl: './dish-row.css',
  host: { '[class.out]': '!dish().available' },
})
export class DishRow {
  readonly dish = input.required<MenuItem>();
  readonly currency = input.required<string>();
  readonly available = output<boolean>();

  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly price = computed(() => this.#formats.money(this.dish().price, this.currency()));
  protected readonly back = computed(() => {
    const { available, until } = this.dish();
    return !available && until ? this.#formats.moment(until) : undefined;
  });
}
