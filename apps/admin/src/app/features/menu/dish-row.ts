import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '../../core/i18n/formats.ts';
import { AvailabilitySwitch } from '../../shared/menu/availability-switch.ts';

/** A dish with its price and the sold-out switch. */
@Component({
  selector: 'pl-dish-row',
  imports: [AvailabilitySwitch, RouterLink],
  template: `
    <a class="words" [routerLink]="['/menu', dish().id]">
      <strong>{{ dish().name }}</strong>
      @if (dish().description) {
        <small>{{ dish().description }}</small>
      }
    </a>
    <span class="price numbers">{{ price() }}</span>
    <pl-availability-switch [dish]="dish()" />
  `,
  styleUrl: './dish-row.css',
  host: { '[class.out]': '!dish().available' },
})
export class DishRow {
  readonly dish = input.required<MenuItem>();
  readonly currency = input.required<string>();

  readonly #formats = inject(Formats);
  protected readonly price = computed(() => this.#formats.money(this.dish().price, this.currency()));
}
