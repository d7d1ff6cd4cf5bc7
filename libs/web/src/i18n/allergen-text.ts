import type { Allergen } from '@passline/contracts';
import type { SharedTexts } from './texts/en.ts';

/** What a dish contains, as one sentence. Null: the restaurant has not said, which is not the same as none. */
export function allergenText(contained: readonly Allergen[] | null, { allergens }: SharedTexts): string {
  if (contained === null) return allergens.unknown;
  return contained.length === 0
    ? allergens.none
    : allergens.contains(contained.map((it) => allergens.names[it]).join(', '));
}
