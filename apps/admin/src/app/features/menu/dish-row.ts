import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '../../shared/ui/icon.ts';

/**
 * How long a dish is sold out: until the server's "tomorrow morning", for some hours, or until a chosen time.
 */
export type AvailabilityEnd = 'hour' | 'morning' | 'week' | 'at';
export type Availability = { available: true } | { available: false; howLong: AvailabilityEnd };

/** A dish with its price and the sold-out switch. */
@Component({
  selector: 'pl-dish-row',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon, RouterLink],
  template: `
    <a class="words" [routerLink]="['/menu', dish().id]">
      <strong>{{ dish().name }}</strong>
      @if (dish().description) {
        <small>{{ dish().description }}</small>
      }
    </a>
    <span class="price numbers">{{ price() }}</span>
    <div class="there">
      <button
        type="button"
        role="switch"
        class="act"
        [attr.aria-checked]="dish().available"
        (click)="
          changed.emit(dish().available ? { available: false, howLong: 'morning' } : { available: true })
        "
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
      <button
        type="button"
        class="act"
        [cdkMenuTriggerFor]="spans"
        [attr.aria-label]="t().menu.until.menu(dish().name)"
      >
        <pl-icon name="clock" />
      </button>
    </div>
    <ng-template #spans>
      <section [attr.aria-label]="t().menu.until.menu(dish().name)">
        <div class="sheet" cdkMenu>
          @for (howLong of howLongs; track howLong) {
            <button cdkMenuItem (cdkMenuItemTriggered)="changed.emit({ available: false, howLong })">
              {{ t().menu.until[howLong] }}
            </button>
          }
          @if (!dish().available) {
            <button cdkMenuItem (cdkMenuItemTriggered)="changed.emit({ available: true })">
              {{ t().menu.until.back }}
            </button>
          }
        </div>
      </section>
    </ng-template>
  `,
  styleUrl: './dish-row.css',
  host: { '[class.out]': '!dish().available' },
})
export class DishRow {
  readonly dish = input.required<MenuItem>();
  readonly currency = input.required<string>();
  readonly changed = output<Availability>();

  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly howLongs: readonly AvailabilityEnd[] = ['hour', 'morning', 'week', 'at'];
  protected readonly price = computed(() => this.#formats.money(this.dish().price, this.currency()));
  protected readonly back = computed(() => {
    const { available, until } = this.dish();
    return !available && until ? this.#formats.moment(until) : undefined;
  });
}
