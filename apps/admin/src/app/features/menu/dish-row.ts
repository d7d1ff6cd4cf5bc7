import { Component, Injector, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { ChoicesPanel } from '../../shared/menu/choices-panel.ts';
import { Panels } from '../../shared/ui/panels.ts';
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
      @if (out(); as names) {
        <small class="out">{{ t().menu.choices.out(names) }}</small>
      }
    </a>
    @if (dish().options.length > 0) {
      <button
        type="button"
        class="act plain"
        [attr.aria-label]="t().menu.choices.of(dish().name)"
        (click)="showChoices()"
      >
        {{ t().menu.choices.name }}
      </button>
    }
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
  readonly #panels = inject(Panels);
  readonly #injector = inject(Injector);
  protected readonly t = inject(Language).messages;
  /** The choices that are sold out. */
  protected readonly out = computed(() =>
    this.dish()
      .options.flatMap(({ choices }) => choices.flatMap(({ name, available }) => (available ? [] : [name])))
      .join(', '),
  );
  protected readonly price = computed(() => this.#formats.money(this.dish().price, this.currency()));

  protected showChoices(): void {
    void this.#panels.ask(ChoicesPanel, this.dish(), this.#injector);
  }
}
