import type { MenuItem } from '@passline/contracts';
import { mostOfOneDish } from './telephone-draft.ts';

const mostFound = 8;

const plain = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

interface DishSearch {
  quantity: number;
  found: MenuItem[];
}

/** "2 marg" is two of the dishes with a word that begins with "marg". Dishes whose name begins with it come first. */
export function searchDishes(text: string, dishes: readonly MenuItem[]): DishSearch {
  const [, count, wanted = ''] = /^\s*(?:(\d{1,2})\s*x?\s+)?(.*)$/u.exec(text) ?? [];
  const quantity = Math.min(Math.max(Number(count ?? 1), 1), mostOfOneDish);
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  if (words.length === 0) return { quantity, found: [] };
  const ranked = dishes.flatMap((dish) => {
    const name = plain(dish.name);
    const parts = name.split(/[^\p{L}\p{N}]+/u);
    const fits = words.every((word) => parts.some((part) => part.startsWith(word)));
    return fits ? [{ dish, rank: name.startsWith(words[0] ?? '') ? 0 : 1 }] : [];
  });
  return {
    quantity,
    found: ranked
      .sort((a, b) => a.rank - b.rank)
      .slice(0, mostFound)
      .map(({ dish }) => dish),
  };
}
