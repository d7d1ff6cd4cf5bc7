import { Service, computed, inject } from '@angular/core';
import { Language } from './language.ts';

/** As the server allows: a price of more than a million is a slip of the finger. */
const most = 100_000_000;

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/**
 * What somebody typed as a price, in minor units; undefined when it is none. Comma and point are both read as the
 * decimal mark, whichever comes last: people type the one that their keyboard has.
 */
export function priceOf(words: string, currency: string): number | undefined {
  const bare = words.replace(/[\s\u00a0\u202f\p{Sc}]/gu, '');
  if (!/^\d[\d.,]*$/.test(bare)) return undefined;
  const digits = digitsOf(currency);
  const mark = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  const cents = mark === -1 ? '' : bare.slice(mark + 1);
  const grouped = cents.length === 3 && digits < 3;
  const whole = (mark === -1 || grouped ? bare : bare.slice(0, mark)).replace(/[.,]/g, '');
  const part = grouped ? '' : cents;
  if (part.length > digits) return undefined;
  const minor = Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0);
  return minor <= most ? minor : undefined;
}

/** Prices in a text field: as the reader's locale writes them, without the currency, which stands beside it. */
@Service()
export class Prices {
  readonly #locale = inject(Language).locale;
  readonly #formats = computed(() => {
    const locale = this.#locale();
    const made = new Map<number, Intl.NumberFormat>();
    return (digits: number) => {
      const known = made.get(digits);
      if (known) return known;
      const format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        useGrouping: false,
      });
      made.set(digits, format);
      return format;
    };
  });

  typed(minor: number, currency: string): string {
    const digits = digitsOf(currency);
    return this.#formats()(digits).format(minor / 10 ** digits);
  }
}
