import { Component, computed, inject, input } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { choiceNames } from '../../shared/basket/basket.ts';
import { BasketStore } from '../../shared/basket/basket-store.ts';
import { QuantityStepper } from '../../shared/basket/quantity-stepper.ts';
import { CheckoutStore } from './checkout-store.ts';

/** The lines of the basket, with what is wrong with each. */
@Component({
  selector: 'pl-basket-lines',
  imports: [QuantityStepper],
  template: `
    <ul>
      @for (line of lines(); track line.id) {
        <li [class.missing]="line.wrong">
          <div class="words">
            <strong>{{ line.item?.name ?? t().basket.gone }}</strong>
            @if (line.choices) {
              <p>{{ line.choices }}</p>
            }
            @if (line.note) {
              <p>“{{ line.note }}”</p>
            }
            @if (line.wrong) {
              <p class="wrong" role="alert">{{ t().checkout.refusals.item_unavailable }}</p>
            }
          </div>
          <span class="numbers amount">{{ line.wrong ? '' : formats.money(line.amount, currency()) }}</span>
          <pl-quantity-stepper
            removable
            [label]="t().basket.quantityOf(line.item?.name ?? '')"
            [value]="line.quantity"
            [gone]="line.wrong"
            (changed)="basket.change(line.id, $event)"
          />
        </li>
      }
    </ul>
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: var(--s2) var(--s4);
      padding-block: var(--s3);
    }
    li + li {
      border-block-start: var(--stroke) solid var(--line);
    }
    strong {
      font-weight: 620;
      overflow-wrap: anywhere;
    }
    p {
      color: var(--ink-2);
      font-size: var(--text-s);
      overflow-wrap: anywhere;
    }
    .wrong {
      color: var(--late);
      font-weight: 560;
    }
    .missing strong {
      text-decoration: line-through;
    }
    pl-quantity-stepper {
      grid-column: 1 / -1;
    }
  `,
})
export class BasketLines {
  readonly currency = input.required<string>();
  protected readonly basket = inject(BasketStore);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  readonly #checkout = inject(CheckoutStore);

  protected readonly lines = computed(() =>
    this.basket.lines().map((line, index) => ({
      ...line,
      choices: line.item ? choiceNames(line.item, line.options).join(', ') : '',
      wrong: line.isMissing || this.#checkout.problemsOf(index).length > 0,
    })),
  );
}
