import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { vatPercent } from '@passline/contracts/browser';
import { Formats } from '../i18n/formats.ts';
import { PageLanguage } from '../i18n/language.ts';
import { vatTexts } from '../i18n/vat-text.ts';

/** The VAT in the total of an order, by rate. Nothing for orders without rates. */
@Component({
  selector: 'pl-vat-list',
  template: `
    @if (rows(); as rows) {
      <p>{{ texts().included }}</p>
      <dl class="numbers">
        @for (row of rows; track $index) {
          <div>
            <dt>{{ row.name }}</dt>
            <dd>{{ row.vat }}</dd>
          </div>
        }
      </dl>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s1);
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    :host:empty {
      display: none;
    }
    div {
      display: flex;
      justify-content: space-between;
      gap: var(--s4);
    }
    dt {
      overflow-wrap: anywhere;
    }
  `,
})
export class VatList {
  readonly sums = input.required<Order['vat']>();
  readonly currency = input.required<string>();

  readonly #language = inject(PageLanguage);
  readonly #formats = inject(Formats);
  protected readonly texts = computed(() => vatTexts[this.#language.code()]);
  protected readonly rows = computed(() => {
    const sums = this.sums();
    if (!sums?.length) return undefined;
    const money = (amount: number) => this.#formats.money(amount, this.currency());
    return sums.map(({ name, rate, gross, vat }) => ({
      name: this.texts().charged(`${name} ${vatPercent(rate, this.#language.locale())}`, money(gross)),
      vat: money(vat),
    }));
  });
}
