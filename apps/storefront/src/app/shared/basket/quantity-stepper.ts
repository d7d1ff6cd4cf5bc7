import { Component, booleanAttribute, computed, inject, input, output } from '@angular/core';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';
import { mostOfOne } from './basket.ts';

/** One less, the number, one more. */
@Component({
  selector: 'pl-quantity-stepper',
  imports: [Icon],
  host: { role: 'group', '[attr.aria-label]': 'label()' },
  template: `
    <button
      type="button"
      class="act"
      [attr.aria-label]="isLast() ? t().basket.remove : t().basket.fewer"
      [disabled]="value() <= 1 && !removable()"
      (click)="changed.emit(isLast() ? 0 : value() - 1)"
    >
      <pl-icon [name]="isLast() ? 'bin' : 'minus'" />
    </button>
    <output class="numbers" aria-live="polite">{{ value() }}</output>
    <button
      type="button"
      class="act"
      [attr.aria-label]="t().basket.more"
      [disabled]="value() >= most || gone()"
      (click)="changed.emit(value() + 1)"
    >
      <pl-icon name="plus" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: var(--s2);
    }
    .act {
      padding: 0;
    }
    pl-icon {
      --icon: 1.25rem;
    }
    output {
      min-inline-size: 2ch;
      text-align: center;
      font-weight: 620;
    }
  `,
})
export class QuantityStepper {
  readonly label = input.required<string>();
  readonly value = input.required<number>();
  /** The last one can be taken out: then it emits 0. */
  readonly removable = input(false, { transform: booleanAttribute });
  /** Not available now: it can only be taken out. */
  readonly gone = input(false);
  readonly changed = output<number>();

  protected readonly t = inject(Language).messages;
  protected readonly most = mostOfOne;
  protected readonly isLast = computed(() => this.removable() && (this.value() <= 1 || this.gone()));
}
