import { Injectable } from '@nestjs/common';
import { Refusal, type RestaurantSettings } from '@passline/contracts';

/** The names of what uses a VAT rate, by the id of the rate. */
export type RateUses = ReadonlyMap<string, readonly string[]>;

const mostNamed = 3;

/** What uses VAT rates beside the settings themselves. Menus report it, because they depend on restaurants. */
@Injectable()
export class VatRateUses {
  #find: (restaurantId: string) => Promise<RateUses> = async () => new Map();

  findWith(find: (restaurantId: string) => Promise<RateUses>): void {
    this.#find = find;
  }

  of(restaurantId: string): Promise<RateUses> {
    return this.#find(restaurantId);
  }
}

/** Otherwise these dishes would get another rate by themselves. */
export function assertRatesKept(
  before: RestaurantSettings['vat'],
  { rates }: Pick<RestaurantSettings['vat'], 'rates'>,
  uses: RateUses,
): void {
  const errors = before.rates
    .filter(({ id }) => !rates.some((rate) => rate.id === id))
    .flatMap(({ id, name }) => {
      const dishes = uses.get(id) ?? [];
      if (dishes.length === 0) return [];
      const more = dishes.length - mostNamed;
      const named = [...dishes.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
      return [{ path: 'vat.rates', message: `must keep ${name}, the VAT rate of ${named}` }];
    });
  if (errors.length > 0)
    throw new Refusal(
      'conflict',
      `${errors.map(({ message }) => `The restaurant ${message}`).join('; ')}. Give these dishes another rate first.`,
      { errors },
    );
}
