import { minorDigits } from '@passline/contracts/browser';
import { Service, computed, inject } from '@angular/core';
import { Language } from './language.ts';

/** The server's limit: a higher price is a typing error. */
const most = 100_000_000;

/**
 * A typed price in minor units; undefined if it is not a price. The last comma or point is the decimal mark,
 * because users type the one on their keyboard.
 */
export function priceOf(words: string, currency: string): number | undefined {
  const bare = words.replace(/[\s\u00a0\u202f\p{Sc}]/gu, '');
  if (!/^\d[\d.,]*$/.test(bare)) return undefined;
  const digits = minorDigits(currency);
  const mark = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  const cents = mark === -1 ? '' : bare.slice(mark + 1);
  const grouped = cents.length === 3 && digits < 3;
  const whole = (mark === -1 || grouped ? bare : bare.slice(0, mark)).replace(/[.,]/g, '');
  const part = grouped ? '' : cents;
  if (part.length > digits) return undefined;
  const minor = Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0);
  return minor <= most ? minor : undefined;
}

/** Prices for a text field: in the reader's locale, without the currency, which is shown beside the field. */
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
    const digits = minorDigits(currency);
    return this.#formats()(digits).format(minor / 10 ** digits);
  }
}
