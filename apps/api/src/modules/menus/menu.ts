import {
  type Allergen,
  type DishVat,
  type ArrangeMenuRequest,
  type UpdateMenuItemRequest,
  type MenuChoice,
  type MenuOption,
  type CreateMenuItemRequest,
  Refusal,
  mostDishes,
} from '@passline/contracts';
import { newId, type EventDraft } from '@passline/event-log';
import { type z } from 'zod';

export interface DishChoice extends MenuChoice {
  /** Absent or null: available. */
  soldOutUntil?: Date | null;
}
type DishOption = Omit<MenuOption, 'choices'> & { choices: DishChoice[] };

export interface Dish {
  id: string;
  name: string;
  description: string;
  category: string;
  price: number;
  /** Absent or null: the restaurant has not filled it in. */
  allergens?: Allergen[] | null;
  /** Ids of the restaurant's rates. Absent, or without a fulfilment: the default of the restaurant. */
  vat?: DishVat | undefined;
  options: DishOption[];
  /** Absent or null: none. The bytes are stored apart, by the id. */
  picture?: StoredPicture | null;
  /** Null: available. Every sold-out dish has an end. */
  soldOutUntil: Date | null;
  /** Counts changes of the dish, except availability and picture. Dishes from before versions existed have none. */
  version?: number;
}

export interface StoredPicture {
  id: string;
  sizes: { width: number; height: number }[];
  /** Of all sizes together. */
  bytes: number;
}

/** The result of a change: all dishes, the events, and the changed dish. */
export interface Changed {
  dishes: Dish[];
  events: EventDraft[];
  dish: Dish;
}

export function add(
  restaurantId: string,
  dishes: Dish[],
  { options, ...wanted }: z.output<typeof CreateMenuItemRequest>,
  id = newId(),
): Changed {
  if (dishes.length >= mostDishes)
    throw new Refusal('conflict', `A menu has at most ${mostDishes} dishes. Remove one first.`);
  const dish = { ...wanted, id, options: withIds(options), soldOutUntil: null, version: 1 };
  return {
    dish,
    dishes: [...dishes, dish],
    events: [{ type: 'menu.item_added', data: { restaurantId, itemId: id, name: dish.name } }],
  };
}

export function change(
  restaurantId: string,
  dishes: Dish[],
  id: string,
  { options, expectedVersion, ...wanted }: z.output<typeof UpdateMenuItemRequest>,
): Changed {
  const before = find(dishes, id);
  const version = versionOf(before);
  if (expectedVersion !== undefined && expectedVersion !== version)
    throw new Refusal(
      'version_conflict',
      `${before.name} is at version ${version}, but you sent expectedVersion ${expectedVersion}. Read the menu again.`,
    );
  const dish = {
    ...before,
    ...wanted,
    ...(options && { options: withIds(options, before.options) }),
    version: version + 1,
  };
  return {
    dish,
    dishes: replaced(dishes, dish),
    events: [
      {
        type: 'menu.item_changed',
        data: {
          restaurantId,
          itemId: id,
          name: dish.name,
          fields: [...Object.keys(wanted), ...(options ? ['options'] : [])],
          ...(dish.price !== before.price && { price: { from: before.price, to: dish.price } }),
        },
      },
    ],
  };
}

/** `picture`: null removes it. `quota`: how many bytes all pictures of the restaurant may have together. */
export function setPicture(
  restaurantId: string,
  dishes: Dish[],
  id: string,
  picture: StoredPicture | null,
  quota: number,
): Changed {
  const before = find(dishes, id);
  const from = before.picture?.id ?? null;
  if (!picture && from === null) return { dish: before, dishes, events: [] };
  const others = dishes.reduce((sum, dish) => sum + (dish.id === id ? 0 : (dish.picture?.bytes ?? 0)), 0);
  if (picture && others + picture.bytes > quota)
    throw new Refusal(
      'quota_exceeded',
      `The pictures of a restaurant may have ${quota / 1_000_000} MB together. Remove some first.`,
    );
  // The version stays, so that a picture does not overtake an edit of the same dish.
  const dish = { ...before, picture };
  const to = picture?.id ?? null;
  return {
    dish,
    dishes: replaced(dishes, dish),
    events: [
      {
        type: 'menu.item_changed',
        data: { restaurantId, itemId: id, name: dish.name, fields: ['picture'], picture: { from, to } },
      },
    ],
  };
}

export function remove(restaurantId: string, dishes: Dish[], id: string): Changed {
  const dish = find(dishes, id);
  return {
    dish,
    dishes: dishes.filter((other) => other.id !== id),
    events: [removedEvent(restaurantId, dish)],
  };
}

/** Ignores dishes that are removed already. */
export function removeSeveral(
  restaurantId: string,
  dishes: Dish[],
  ids: readonly string[],
): { dishes: Dish[]; events: EventDraft[] } {
  const removed = dishes.filter(({ id }) => ids.includes(id));
  return {
    dishes: dishes.filter((dish) => !removed.includes(dish)),
    events: removed.map((dish) => removedEvent(restaurantId, dish)),
  };
}

const removedEvent = (restaurantId: string, { id, name, picture }: Dish): EventDraft => ({
  type: 'menu.item_removed',
  data: { restaurantId, itemId: id, name, ...(picture && { picture: picture.id }) },
});

/** Rejects an order with other dishes than the menu has, because it would lose a dish or bring back a removed one. */
export function arrange(
  restaurantId: string,
  dishes: Dish[],
  { categories }: z.output<typeof ArrangeMenuRequest>,
): { dishes: Dish[]; events: EventDraft[] } {
  const known = new Map(dishes.map((dish) => [dish.id, dish]));
  const wanted = categories.flatMap(({ name, items }) => items.map((id) => ({ id, category: name })));
  if (wanted.length !== dishes.length || wanted.some(({ id }) => !known.has(id)))
    throw new Refusal('version_conflict', 'The menu has other dishes than you sent. Read the menu again.');
  const arranged = wanted.map(({ id, category }) => {
    const dish = find(dishes, id);
    return dish.category === category ? dish : { ...dish, category, version: versionOf(dish) + 1 };
  });
  const same = arranged.every((dish, index) => dish === dishes[index]);
  return { dishes: arranged, events: same ? [] : [{ type: 'menu.arranged', data: { restaurantId } }] };
}

export function find(dishes: readonly Dish[], id: string): Dish {
  const dish = dishes.find((other) => other.id === id);
  if (!dish) throw new Refusal('not_found', 'This menu has no dish with this id.');
  return dish;
}

export const versionOf = ({ version }: Dish): number => version ?? 1;

export const replaced = (dishes: readonly Dish[], dish: Dish): Dish[] =>
  dishes.map((other) => (other.id === dish.id ? dish : other));

/** An option or choice that keeps its name keeps its id and its availability, so that existing baskets stay valid. */
function withIds(
  options: z.output<typeof CreateMenuItemRequest>['options'],
  before: readonly DishOption[] = [],
): DishOption[] {
  return options.map(({ choices, ...option }) => {
    const known = before.find((other) => other.name === option.name);
    return {
      id: known?.id ?? newId(),
      ...option,
      choices: choices.map((choice) => {
        const same = known?.choices.find((other) => other.name === choice.name);
        return {
          id: same?.id ?? newId(),
          ...choice,
          ...(same?.soldOutUntil && { soldOutUntil: same.soldOutUntil }),
        };
      }),
    };
  });
}
