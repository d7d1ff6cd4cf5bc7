import type { Menu, MenuItem } from '@passline/contracts';

export const dish = (id: string, over: Partial<MenuItem> = {}): MenuItem => ({
  id,
  restaurantId: 'aurora',
  name: id,
  description: '',
  category: 'Pizza',
  price: 900,
  options: [],
  available: true,
  until: null,
  allergens: null,
  picture: null,
  version: 1,
  ...over,
});

export const menu = (categories: Record<string, string[]>): Menu => ({
  restaurantId: 'aurora',
  currency: 'EUR',
  categories: Object.entries(categories).map(([name, ids]) => ({
    name,
    items: ids.map((id) => dish(id, { category: name })),
  })),
});
