import type { LanguageCode } from './language.ts';

interface VatTexts {
  /** Above the sums of an order. */
  included: string;
  /** What was charged at a rate. */
  charged: (rate: string, amount: string) => string;
}

/** Apart from the texts of all pages: only pages that show amounts load them. */
export const vatTexts: Record<LanguageCode, VatTexts> = {
  en: { included: 'VAT included', charged: (rate, amount) => `${rate} of ${amount}` },
  de: { included: 'Enthaltene MwSt.', charged: (rate, amount) => `${rate} aus ${amount}` },
};
