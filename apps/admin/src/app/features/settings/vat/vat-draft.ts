import type { Request } from '@passline/api-client';
import type { RestaurantSettings } from '@passline/contracts';
import { vatRateFaults } from '@passline/contracts/browser';

type Vat = RestaurantSettings['vat'];

export interface RateDraft {
  id: string;
  name: string;
  /** As typed. */
  percent: string;
}

/** The VAT of the restaurant while it is edited. Without a choice an id is empty. */
export interface VatDraft {
  shown: 'on' | 'off';
  rates: readonly RateDraft[];
  pickup: string;
  delivery: string;
  /** Empty: as dishes for delivery. */
  fee: string;
}

export const draftOf = ({ enabled, rates, defaults, deliveryFee }: Vat, locale: string): VatDraft => {
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false });
  return {
    shown: enabled ? 'on' : 'off',
    rates: rates.map(({ id, name, rate }) => ({ id, name, percent: percent.format(rate / 100) })),
    pickup: defaults.pickup ?? '',
    delivery: defaults.delivery ?? '',
    fee: deliveryFee ?? '',
  };
};

/** In basis points; undefined if it is not a percentage. By its digits, so that it is exact. */
export function rateOf(percent: string): number | undefined {
  const [, whole, part = ''] = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(percent) ?? [];
  if (whole === undefined) return undefined;
  const rate = Number(whole + part.padEnd(2, '0'));
  return rate <= 10_000 ? rate : undefined;
}

/** Only for a draft without faults. */
export const requestOf = ({
  shown,
  rates,
  pickup,
  delivery,
  fee,
}: VatDraft): NonNullable<Request<'changeRestaurant'>['body']['vat']> => ({
  enabled: shown === 'on',
  rates: rates.map(({ id, name, percent }) => ({ id, name: name.trim(), rate: rateOf(percent) ?? 0 })),
  defaults: { pickup: pickup || null, delivery: delivery || null },
  deliveryFee: fee || null,
});

export type VatFault = 'noRates' | 'noName' | 'sameName' | 'oddPercent' | 'noDefault';
export interface RateFaults {
  name?: 'noName' | 'sameName';
  percent?: 'oddPercent';
}

/** What is wrong with the rates, by their place. */
export function rateFaultsOf(rates: readonly RateDraft[]): RateFaults[] {
  const repeated = vatRateFaults(rates).flatMap(({ path: [at, field] }) => (field === 'name' ? [at] : []));
  return rates.map(({ name, percent }, at): RateFaults => {
    const isOdd = rateOf(percent) === undefined;
    const fault = name.trim() === '' ? 'noName' : repeated.includes(at) ? 'sameName' : undefined;
    return { ...(fault && { name: fault }), ...(isOdd && { percent: 'oddPercent' }) };
  });
}

/** The first fault, for the sentence beside the button. */
export function faultOf({ shown, rates, pickup, delivery }: VatDraft): VatFault | undefined {
  const fault = rateFaultsOf(rates)
    .map(({ name, percent }) => name ?? percent)
    .find((it) => it !== undefined);
  if (fault || shown === 'off') return fault;
  if (rates.length === 0) return 'noRates';
  return pickup && delivery ? undefined : 'noDefault';
}

/** Without a rate, and without the choices that named it. */
export function withoutRate(draft: VatDraft, at: number): VatDraft {
  const id = draft.rates[at]?.id;
  const kept = (chosen: string) => (chosen === id ? '' : chosen);
  return {
    ...draft,
    rates: draft.rates.filter((_, index) => index !== at),
    pickup: kept(draft.pickup),
    delivery: kept(draft.delivery),
    fee: kept(draft.fee),
  };
}
