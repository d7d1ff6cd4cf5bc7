import type { Request } from '@passline/api-client';
import type { Problem, Restaurant } from '@passline/contracts';
import { type Prices, priceOf } from '../../core/i18n/prices.ts';

/** A restaurant as a flat form. */
interface Details {
  name: string;
  slug: string;
  cuisine: string;
  description: string;
  address: string;
  lat: number | undefined;
  lng: number | undefined;
  phone: string | null;
  currency: string;
  timeZone: string;
  deliveryFee: number | undefined;
  minimumOrder: number | undefined;
}
export type ProfileField = keyof Details;
/** The typed values: numbers are text until saved. */
export type ProfileDraft = Record<ProfileField, string>;

const fields: readonly ProfileField[] = [
  'name',
  'slug',
  'cuisine',
  'description',
  'address',
  'lat',
  'lng',
  'phone',
  'currency',
  'timeZone',
  'deliveryFee',
  'minimumOrder',
];

export const blankDraft = (timeZone: string): ProfileDraft => ({
  name: '',
  slug: '',
  cuisine: '',
  description: '',
  address: '',
  lat: '',
  lng: '',
  phone: '',
  currency: 'EUR',
  timeZone,
  deliveryFee: '',
  minimumOrder: '',
});

export function draftOf(restaurant: Restaurant, prices: Prices): ProfileDraft {
  const { name, slug, cuisine, description, address, location, phone, currency, timeZone } = restaurant;
  const typed = (minor: number) => (minor === 0 ? '' : prices.typed(minor, currency));
  return {
    name,
    slug,
    cuisine,
    description,
    address,
    lat: String(location.lat),
    lng: String(location.lng),
    phone: phone ?? '',
    currency,
    timeZone,
    deliveryFee: typed(restaurant.deliveryFee),
    minimumOrder: typed(restaurant.minimumOrder),
  };
}

const furthest = { lat: 90, lng: 180 } as const;

/** Degrees; undefined if not valid. Accepts comma or point. */
export function degreesOf(words: string, along: keyof typeof furthest): number | undefined {
  const bare = words.trim().replace('−', '-').replace(',', '.');
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(bare)) return undefined;
  const value = Number(bare);
  return Math.abs(value) <= furthest[along] ? value : undefined;
}

/** A coordinate pair as copied from a map: 52.5301, 13.4012. */
export function pairOf(words: string): Pick<ProfileDraft, 'lat' | 'lng'> | undefined {
  const [, lat, lng] = /^\s*([-−]?\d{1,2}\.\d+)\s*[,;\s]\s*([-−]?\d{1,3}\.\d+)\s*$/.exec(words) ?? [];
  return lat && lng ? { lat, lng } : undefined;
}

export const currencies: readonly string[] = Intl.supportedValuesOf('currency');
const currencyOf = (words: string): string => words.trim().toUpperCase();
export const isCurrency = (words: string): boolean => currencies.includes(currencyOf(words));
/** The typed currency, or EUR while it is not valid. */
export const moneyOf = ({ currency }: Pick<ProfileDraft, 'currency'>): string =>
  /^[A-Z]{3}$/.test(currencyOf(currency)) ? currencyOf(currency) : 'EUR';

/** Empty means zero. */
export const feeOf = (words: string, currency: string): number | undefined =>
  words.trim() === '' ? 0 : priceOf(words, currency);

const read = (draft: ProfileDraft): Details => ({
  name: draft.name.trim(),
  slug: draft.slug.trim().toLowerCase(),
  cuisine: draft.cuisine.trim(),
  description: draft.description.trim(),
  address: draft.address.trim(),
  lat: degreesOf(draft.lat, 'lat'),
  lng: degreesOf(draft.lng, 'lng'),
  phone: draft.phone.trim() || null,
  currency: currencyOf(draft.currency),
  timeZone: draft.timeZone.trim(),
  deliveryFee: feeOf(draft.deliveryFee, moneyOf(draft)),
  minimumOrder: feeOf(draft.minimumOrder, moneyOf(draft)),
});
const known = ({ location, ...restaurant }: Restaurant): Details => ({ ...restaurant, ...location });

/** The request body. Only for a valid draft. */
export function createRequestOf(draft: ProfileDraft): Request<'createRestaurant'>['body'] {
  const { lat = 0, lng = 0, phone, slug, ...details } = read(draft);
  return {
    ...details,
    location: { lat, lng },
    ...(phone === null ? {} : { phone }),
    // The server derives one from the name.
    ...(slug && { slug }),
  };
}

/** Only changed fields; undefined without changes. Coordinates change together. */
export function updateRequestOf(
  before: Restaurant,
  draft: ProfileDraft,
): Request<'changeRestaurant'>['body'] | undefined {
  const details = read(draft);
  const was = known(before);
  const changed = fields.filter((field) => details[field] !== was[field]);
  if (changed.length === 0) return undefined;
  const { lat = 0, lng = 0 } = details;
  const wanted = changed.map((field): [string, unknown] =>
    field === 'lat' || field === 'lng' ? ['location', { lat, lng }] : [field, details[field]],
  );
  return { ...Object.fromEntries<unknown>(wanted), expectedVersion: before.version };
}

/** Fields in which two versions differ. The opening status does not count. */
export const differing = (a: Restaurant, b: Restaurant): ProfileField[] =>
  fields.filter((field) => known(a)[field] !== known(b)[field]);

/** Keeps the user's changes and takes everything else from the other version. */
export const rebased = (mine: ProfileDraft, start: ProfileDraft, theirs: ProfileDraft): ProfileDraft => ({
  ...theirs,
  ...Object.fromEntries(
    fields.filter((field) => mine[field] !== start[field]).map((field) => [field, mine[field]]),
  ),
});

/** Fields that the server rejected. */
export const rejectedFields = ({ errors = [] }: Problem): ProfileField[] =>
  fields.filter((field) =>
    errors.some(
      ({ path }) =>
        path === field || path === `location.${field}` || (path === 'location' && field === 'lat'),
    ),
  );
