import { repeats } from './repeats.ts';
import type { Fulfilment } from './transitions.ts';

/** A rate as an order keeps it: later changes of the restaurant's rates do not reach it. `rate` in basis points: 700 is 7 %. */
export interface VatRate {
  name: string;
  rate: number;
}

/** What was charged at one rate. `gross` is `net` and `vat` together. */
export interface VatSum extends VatRate {
  gross: number;
  net: number;
  vat: number;
}

export interface NamedVatRate extends VatRate {
  id: string;
}

/** The rates of a restaurant. Prices include VAT. */
export interface VatTerms {
  enabled: boolean;
  rates: NamedVatRate[];
  /** The ids of the rates of dishes that name none. */
  defaults: Record<Fulfilment, string | null>;
  /** Null: the default of deliveries. */
  deliveryFee: string | null;
}

export const mostVatRates = 8;
export const defaultVat: VatTerms = {
  enabled: false,
  rates: [],
  defaults: { pickup: null, delivery: null },
  deliveryFee: null,
};

/** The rate with this id, else the default: a dish may still name a rate that was removed meanwhile. Undefined: no VAT. */
export function vatRateOf(
  { enabled, rates, defaults }: VatTerms,
  fulfilment: Fulfilment,
  id: string | null | undefined,
): VatRate | undefined {
  if (!enabled) return undefined;
  const of = (wanted: string | null | undefined) => rates.find((rate) => rate.id === wanted);
  const found = of(id) ?? of(defaults[fulfilment]);
  return found && { name: found.name, rate: found.rate };
}

export type VatFault = 'sameName' | 'sameId';

/** The first occurrence of a name or id counts; each repetition is a fault. */
export function vatRateFaults(
  rates: readonly Pick<NamedVatRate, 'id' | 'name'>[],
): { path: [number, 'id' | 'name']; fault: VatFault }[] {
  const isRepeated = repeats();
  return rates.flatMap(({ id, name }, at) => [
    ...(isRepeated(`name ${name.trim().toLocaleLowerCase('en')}`)
      ? [{ path: [at, 'name'] as [number, 'name'], fault: 'sameName' as const }]
      : []),
    ...(isRepeated(`id ${id}`) ? [{ path: [at, 'id'] as [number, 'id'], fault: 'sameId' as const }] : []),
  ]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Divides an amount in proportion to the parts, in whole cents that add up to it. Each share is rounded down first; the cents
 * that are left go to the largest remainders, and among equal ones to those that come first.
 */
export function divided(amount: number, parts: readonly number[]): number[] {
  const whole = BigInt(sum(parts));
  if (whole === 0n) return parts.map(() => 0);
  const shares = parts.map((part, at) => {
    const product = BigInt(amount) * BigInt(part);
    return { at, cents: Number(product / whole), rest: product % whole };
  });
  const left = amount - sum(shares.map(({ cents }) => cents));
  const largest = [...shares].sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  const more = new Set(largest.slice(0, left).map(({ at }) => at));
  return shares.map(({ at, cents }) => cents + (more.has(at) ? 1 : 0));
}

interface Group {
  rate: VatRate;
  gross: number;
}
const byRate = ({ rate: a }: Group, { rate: b }: Group): number =>
  a.rate - b.rate || (a.name < b.name ? -1 : 1);

interface Charged {
  items: readonly { unitPrice: number; quantity: number; vat?: VatRate | undefined }[];
  discount: number;
  deliveryFee: number;
  deliveryFeeVat?: VatRate | undefined;
}

/**
 * What an order charged by rate, the lowest rate first. A discount reduces the items of all rates in proportion. The gross
 * sums add up to the total without the tip, which carries no VAT. Undefined: a part of the order has no rate, as in orders
 * that were placed while the restaurant named none.
 */
export function vatSums({ items, discount, deliveryFee, deliveryFeeVat }: Charged): VatSum[] | undefined {
  if (items.length === 0) return undefined;
  const groups: Group[] = [];
  const add = (rate: VatRate, gross: number) => {
    const group = groups.find((it) => it.rate.rate === rate.rate && it.rate.name === rate.name);
    if (group) group.gross += gross;
    else groups.push({ rate, gross });
  };
  for (const { vat, unitPrice, quantity } of items) {
    if (!vat) return undefined;
    add(vat, unitPrice * quantity);
  }
  if (deliveryFee > 0 && !deliveryFeeVat) return undefined;
  groups.sort(byRate);
  const reductions = divided(
    discount,
    groups.map(({ gross }) => gross),
  );
  groups.forEach((group, at) => (group.gross -= reductions[at] ?? 0));
  if (deliveryFeeVat) add(deliveryFeeVat, deliveryFee);
  return groups
    .filter(({ gross }) => gross > 0)
    .sort(byRate)
    .map(({ rate: { name, rate }, gross }) => ({ name, rate, gross, ...parts(gross, rate) }));
}

/** Rounded to whole cents once for each sum, not for each line. */
function parts(gross: number, rate: number): { net: number; vat: number } {
  const net = Math.round((gross * 10_000) / (10_000 + rate));
  return { net, vat: gross - net };
}

/** Basis points for people, for example 7 % or 5.5 %. */
export const vatPercent = (rate: number, locale = 'en'): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(rate / 10_000);
