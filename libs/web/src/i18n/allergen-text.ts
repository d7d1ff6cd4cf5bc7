import type { Allergen } from '@passline/contracts';
import type { LanguageCode } from './language.ts';

interface AllergenTexts {
  contains: (list: string) => string;
  none: string;
  unknown: string;
  names: Record<Allergen, string>;
}

/** Apart from the texts of all pages, because couriers see no dishes to choose: who needs them loads both languages. */
export const allergenTexts: Record<LanguageCode, AllergenTexts> = {
  en: {
    contains: (list) => `Contains ${list}`,
    none: 'None of the fourteen allergens',
    unknown: 'Allergens: ask the restaurant',
    names: {
      gluten: 'gluten',
      crustaceans: 'crustaceans',
      eggs: 'eggs',
      fish: 'fish',
      peanuts: 'peanuts',
      soybeans: 'soya',
      milk: 'milk',
      nuts: 'nuts',
      celery: 'celery',
      mustard: 'mustard',
      sesame: 'sesame',
      sulphites: 'sulphites',
      lupin: 'lupin',
      molluscs: 'molluscs',
    },
  },
  de: {
    contains: (list) => `Enthält ${list}`,
    none: 'Keines der vierzehn Allergene',
    unknown: 'Allergene: bitte beim Restaurant erfragen',
    names: {
      gluten: 'Gluten',
      crustaceans: 'Krebstiere',
      eggs: 'Eier',
      fish: 'Fisch',
      peanuts: 'Erdnüsse',
      soybeans: 'Soja',
      milk: 'Milch',
      nuts: 'Schalenfrüchte',
      celery: 'Sellerie',
      mustard: 'Senf',
      sesame: 'Sesam',
      sulphites: 'Sulfite',
      lupin: 'Lupinen',
      molluscs: 'Weichtiere',
    },
  },
};

/** What a dish contains, as one sentence. Null: the restaurant has not filled it in, which is not the same as none. */
export function allergenText(contained: readonly Allergen[] | null, language: LanguageCode): string {
  const { contains, none, unknown, names } = allergenTexts[language];
  if (contained === null) return unknown;
  return contained.length === 0 ? none : contains(contained.map((it) => names[it]).join(', '));
}
