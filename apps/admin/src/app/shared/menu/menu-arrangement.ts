import type { Menu } from '@passline/contracts';

export type Category = Menu['categories'][number];
/** The request body: the whole menu by names and ids. */
export type MenuArrangement = readonly { name: string; items: readonly string[] }[];

export const arrangementOf = (categories: readonly Category[]): MenuArrangement =>
  categories.map(({ name, items }) => ({ name, items: items.map(({ id }) => id) }));

const moved = <T>(list: readonly T[], from: number, to: number): T[] => {
  const copy = [...list];
  const [it] = copy.splice(from, 1);
  if (it !== undefined) copy.splice(Math.max(0, Math.min(to, copy.length)), 0, it);
  return copy;
};

export const moveCategory = (all: MenuArrangement, from: number, to: number): MenuArrangement =>
  moved(all, from, to);

/** A category without dishes disappears. */
export function moveDish(all: MenuArrangement, id: string, to: string, at: number): MenuArrangement {
  return all
    .map(({ name, items }) => {
      const others = items.filter((it) => it !== id);
      return { name, items: name === to ? others.toSpliced(at, 0, id) : others };
    })
    .filter(({ items }) => items.length > 0);
}

/** Moves one position; past the end of a category into the next one. */
export function nudgeDish(all: MenuArrangement, id: string, by: 1 | -1): MenuArrangement {
  const category = all.findIndex(({ items }) => items.includes(id));
  const here = all[category];
  if (!here) return all;
  const at = here.items.indexOf(id) + by;
  if (at >= 0 && at < here.items.length) return moveDish(all, id, here.name, at);
  const next = all[category + by];
  return next ? moveDish(all, id, next.name, by > 0 ? 0 : next.items.length) : all;
}

/** An existing name merges both categories. */
export function renameCategory(all: MenuArrangement, from: string, to: string): MenuArrangement {
  if (from === to) return all;
  const dishes = all.find(({ name }) => name === from)?.items ?? [];
  if (!all.some(({ name }) => name === to))
    return all.map((it) => (it.name === from ? { ...it, name: to } : it));
  return all
    .filter(({ name }) => name !== from)
    .map((it) => (it.name === to ? { ...it, items: [...it.items, ...dishes] } : it));
}

/** Applies the arrangement. Unknown dishes stay, at the end. */
export function arranged(menu: Menu, wanted: MenuArrangement): Menu {
  const dishes = new Map(menu.categories.flatMap(({ items }) => items.map((item) => [item.id, item])));
  const categories = wanted.map(({ name, items }) => ({
    name,
    items: items.flatMap((id) => {
      const dish = dishes.get(id);
      dishes.delete(id);
      return dish ? [{ ...dish, category: name }] : [];
    }),
  }));
  const others = [...Map.groupBy(dishes.values(), ({ category }) => category)];
  for (const [name, items] of others) {
    const known = categories.find((it) => it.name === name);
    if (known) known.items.push(...items);
    else categories.push({ name, items });
  }
  return { ...menu, categories: categories.filter(({ items }) => items.length > 0) };
}
