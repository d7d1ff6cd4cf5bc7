const digits = new Map<string, number>();

/** How many digits of an amount in minor units are behind the decimal mark: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    known = format.resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

/** An amount in minor units for people. */
export const moneyText = (minor: number, currency: string, locale = 'en'): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / 10 ** minorDigits(currency));

/** An amount as a decimal with a point, by its digits and not by division, so that it is exact. */
export function decimalOf(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const mark = text.length - digits;
  const part = digits > 0 ? `.${text.slice(mark)}` : '';
  return `${minor < 0 ? '-' : ''}${text.slice(0, mark)}${part}`;
}
