import { Component, computed, inject, input } from '@angular/core';
import type { Report } from '@passline/contracts';
import { vatPercent } from '@passline/contracts/browser';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { vatConsoleTexts } from '../../shared/vat/vat-console-texts.ts';
import { NumberTable } from './number-table.ts';

/** What the delivered orders of a period charged, by VAT rate. */
@Component({
  selector: 'pl-vat-report',
  imports: [NumberTable],
  template: `
    @let words = texts().report;
    <h2 id="vat-title">{{ texts().heading }}</h2>
    <p>{{ words.hint }} {{ texts().notRecord }}</p>
    <pl-number-table
      open
      [caption]="texts().heading"
      [heads]="[words.rate, words.net, words.vat, words.gross]"
      [rows]="rows()"
    />
    @if (without(); as amount) {
      <p class="numbers">{{ words.without(amount) }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s3);
    }
    h2 {
      font-size: var(--text-l);
    }
    p {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class VatReport {
  readonly report = input.required<Report>();
  readonly #language = inject(Language);
  readonly #formats = inject(Formats);
  protected readonly texts = computed(() => vatConsoleTexts[this.#language.code()]);

  readonly #total = computed(() => {
    const of = (part: 'gross' | 'net' | 'vat') =>
      this.report().vat.reduce((sum, { [part]: amount }) => sum + amount, 0);
    return { net: of('net'), vat: of('vat'), gross: of('gross') };
  });
  protected readonly rows = computed(() => {
    const row = (name: string, { net, vat, gross }: { net: number; vat: number; gross: number }) => [
      name,
      ...[net, vat, gross].map((amount) => this.#formats.money(amount, this.report().currency)),
    ];
    return [
      ...this.report().vat.map((sum) =>
        row(`${sum.name} ${vatPercent(sum.rate, this.#language.locale())}`, sum),
      ),
      row(this.texts().report.total, this.#total()),
    ];
  });
  protected readonly without = computed(() => {
    const { revenue, currency } = this.report();
    const rest = revenue - this.#total().gross;
    return rest > 0 ? this.#formats.money(rest, currency) : undefined;
  });
}
