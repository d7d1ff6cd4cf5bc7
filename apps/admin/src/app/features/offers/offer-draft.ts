import type { Offer } from '@passline/contracts';
import { priceOf } from '../../core/i18n/prices.ts';
import { momentOfField } from '../../shared/dates/date-time-field.ts';

/** The typed values. */
export interface OfferDraft {
  code: string;
  description: string;
  kind: Offer['kind'];
  value: string;
  minimum: string;
  until: string;
  uses: string;
  usesPerCustomer: string;
}
export const blankDraft: OfferDraft = {
  code: '',
  description: '',
  kind: 'percent',
  value: '',
  minimum: '',
  until: '',
  uses: '',
  usesPerCustomer: '',
};
export type Field = keyof OfferDraft;

/** Undefined: not valid. */
const wholeOf = (words: string, most: number): number | undefined => {
  const value = /^\d+$/.test(words.trim()) ? Number(words) : NaN;
  return value >= 1 && value <= most ? value : undefined;
};
/** Null: empty, which means no limit. */
const limitOf = (words: string, most: number): number | null | undefined =>
  words.trim() === '' ? null : wholeOf(words, most);

type Wanted = Pick<
  Offer,
  | 'code'
  | 'description'
  | 'kind'
  | 'discountValue'
  | 'minimumOrder'
  | 'until'
  | 'maxUses'
  | 'maxUsesPerCustomer'
>;
export interface ParsedOffer {
  offer: Wanted;
  wrong: readonly Field[];
}

/** The request body, and the fields that are not valid. */
export function parseOffer(draft: OfferDraft, currency: string, now: Date, timeZone: string): ParsedOffer {
  const code = draft.code.trim().toUpperCase();
  const discountValue =
    draft.kind === 'percent' ? wholeOf(draft.value, 100) : priceOf(draft.value, currency) || undefined;
  const minimumOrder = draft.minimum.trim() === '' ? 0 : priceOf(draft.minimum, currency);
  const until = draft.until === '' ? null : momentOfField(draft.until, timeZone);
  const maxUses = limitOf(draft.uses, 10_000_000);
  const maxUsesPerCustomer = limitOf(draft.usesPerCustomer, 1_000);
  const wrong: Field[] = [];
  if (!/^[A-Z0-9_-]{2,40}$/.test(code)) wrong.push('code');
  if (discountValue === undefined) wrong.push('value');
  if (minimumOrder === undefined) wrong.push('minimum');
  if (until !== null && !(until && until > now)) wrong.push('until');
  if (maxUses === undefined) wrong.push('uses');
  if (maxUsesPerCustomer === undefined) wrong.push('usesPerCustomer');
  return {
    offer: {
      code,
      description: draft.description.trim(),
      kind: draft.kind,
      discountValue: discountValue ?? 0,
      minimumOrder: minimumOrder ?? 0,
      until: until && until > now ? until.toISOString() : null,
      maxUses: maxUses ?? null,
      maxUsesPerCustomer: maxUsesPerCustomer ?? null,
    },
    wrong,
  };
}
