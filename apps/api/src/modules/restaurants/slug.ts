import { Slug } from '@passline/contracts';

const longest = 60;
const umlauts: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
};
/** More numbers than restaurants of one name have. After them a part of the id makes the slug unique. */
const mostNumbered = 9;
const mostSlugs = 10;

const cut = (text: string, most: number): string => text.slice(0, most).replace(/-+$/, '');

const fromName = (name: string): string =>
  cut(
    name
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[äöüßæøœł]/g, (letter) => umlauts[letter] ?? '')
      .normalize('NFD')
      .replaceAll(/[\p{M}'’]/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, ''),
    longest,
  );

/** The slugs to try for a new restaurant, the best first. The last one belongs to no other restaurant. */
export function* slugsFor(name: string, id: string): Generator<string> {
  const wanted = fromName(name);
  // A name without Latin letters gives no slug.
  const base = Slug.safeParse(wanted).success ? wanted : 'restaurant';
  if (base === wanted) yield base;
  for (let n = 2; n <= mostNumbered; n += 1) yield `${cut(base, longest - 2)}-${n}`;
  const unique = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-12);
  yield `${cut(base, longest - 13)}-${unique}`;
}

/** A printed address must not lead to another restaurant later, so former slugs stay, the latest ones. */
export const withSlug = (slug: string, before: readonly string[] = []): string[] =>
  [slug, ...before.filter((other) => other !== slug)].slice(0, mostSlugs);
