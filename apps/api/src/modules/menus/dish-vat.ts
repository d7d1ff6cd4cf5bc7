import { type DishVat, Refusal, type RestaurantSettings } from '@passline/contracts';
import type { RateUses } from '../restaurants/vat-rate-uses.ts';
import type { Dish } from './menu.ts';

/** Of the restaurant. A file names them, because their ids say nothing to people. */
export type Rates = RestaurantSettings['vat']['rates'];

const vatFulfilments = ['pickup', 'delivery'] as const;

/** Rejects rates that the restaurant does not have. */
export function assertKnownRates(vat: DishVat, rates: Rates): void {
  const errors = vatFulfilments.flatMap((fulfilment) => {
    const id = vat[fulfilment];
    return id === undefined || rates.some((rate) => rate.id === id)
      ? []
      : [{ path: `vat.${fulfilment}`, message: 'must be the id of a VAT rate of the restaurant' }];
  });
  if (errors.length > 0)
    throw new Refusal(
      'validation_failed',
      `${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}. The settings name its rates.`,
      { errors },
    );
}

export function rateUsesIn(dishes: readonly Dish[]): RateUses {
  const uses = new Map<string, string[]>();
  for (const { name, vat } of dishes)
    for (const id of new Set(vatFulfilments.flatMap((fulfilment) => vat?.[fulfilment] ?? [])))
      uses.set(id, [...(uses.get(id) ?? []), name]);
  return uses;
}

/** Names differ without regard to case. */
export const rateNamed = (name: string, rates: Rates): Rates[number] | undefined =>
  rates.find((rate) => rate.name.toLocaleLowerCase('en') === name.toLocaleLowerCase('en'));

/** What a file says of a dish, with the ids of the rates. */
export function ratesByName(
  names: Readonly<Record<keyof DishVat, string | null | undefined>>,
  rates: Rates,
): DishVat {
  const vat: DishVat = {};
  for (const fulfilment of vatFulfilments) {
    const id = rateNamed(names[fulfilment] ?? '', rates)?.id;
    if (id !== undefined) vat[fulfilment] = id;
  }
  return vat;
}
