import type { Restaurant } from '@passline/contracts';
import type { Messages } from '../../core/i18n/en.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { ProfileField } from './profile-draft.ts';

function shownValue(restaurant: Restaurant, field: ProfileField, formats: Formats): string {
  switch (field) {
    case 'lat':
    case 'lng':
      return String(restaurant.location[field]);
    case 'deliveryFee':
    case 'minimumOrder':
      return formats.money(restaurant[field], restaurant.currency);
    default:
      return restaurant[field] ?? '';
  }
}

/** Changes made by others, as sentences. */
export const changesByOthers = (
  theirs: Restaurant,
  changed: readonly ProfileField[],
  { profile: { labels, overtaken } }: Messages,
  formats: Formats,
): string[] => changed.map((field) => overtaken.now(labels[field], shownValue(theirs, field, formats)));
