import { type Signal, type WritableSignal, computed } from '@angular/core';
import { form, maxLength, validate } from '@angular/forms/signals';
import { isTimeZone } from '@passline/contracts/browser';
import type { Messages } from '../../core/i18n/en.ts';
import {
  type ProfileDraft,
  type ProfileField,
  degreesOf,
  feeOf,
  isCurrency,
  moneyOf,
} from './profile-draft.ts';

type Faulty = Exclude<ProfileField, 'cuisine' | 'description'>;

const fine: Record<Faulty, (words: string, draft: ProfileDraft) => boolean> = {
  name: (words) => words.trim() !== '',
  // Empty only for a new one.
  slug: (words) => /^([a-z\d]+(-[a-z\d]+)*)?$/i.test(words.trim()) && words.trim().length !== 1,
  address: (words) => words.trim() !== '',
  lat: (words) => degreesOf(words, 'lat') !== undefined,
  lng: (words) => degreesOf(words, 'lng') !== undefined,
  phone: (words) => words.trim() === '' || /^\+?[\d ()/.-]{5,30}$/.test(words.trim()),
  currency: isCurrency,
  timeZone: (words) => isTimeZone(words.trim()),
  deliveryFee: (words, draft) => feeOf(words, moneyOf(draft)) !== undefined,
  minimumOrder: (words, draft) => feeOf(words, moneyOf(draft)) !== undefined,
};

/** Validates a restaurant by the server's rules. The currency of an existing one is fixed. */
export function profileForm(
  draft: WritableSignal<ProfileDraft>,
  settled: Signal<boolean>,
  t: Signal<Messages>,
) {
  const wrong = computed(() => t().profile.wrong);
  return form(draft, (path) => {
    for (const field of Object.keys(fine) as Faulty[])
      validate(path[field], (it) =>
        (fine[field](it.value(), it.valueOf(path)) || (field === 'currency' && settled())) &&
        !(field === 'slug' && settled() && it.value().trim() === '')
          ? null
          : { kind: field, message: wrong()[field] },
      );
    maxLength(path.name, 120);
    maxLength(path.slug, 60);
    maxLength(path.cuisine, 60);
    maxLength(path.description, 500);
    maxLength(path.address, 300);
  });
}
export type ProfileForm = ReturnType<typeof profileForm>;
