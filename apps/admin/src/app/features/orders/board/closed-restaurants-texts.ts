import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  closed: 'Closed:',
  /** On an empty board of all restaurants. */
  all: 'All restaurants are closed, so customers cannot order. Choose one at the top to open it.',
};

const de: typeof en = {
  closed: 'Geschlossen:',
  all: 'Alle Restaurants sind geschlossen, Gäste können nicht bestellen. Wählen Sie oben eines aus, um es zu öffnen.',
};

/** Not among the texts of all pages: only the board needs them. */
export const closedRestaurantsTexts: Record<LanguageCode, typeof en> = { en, de };
