import {
  type UpdateAvailabilityRequest,
  type Menu,
  type ArrangeMenuRequest,
  type MenuItem,
  type UpdateMenuItemRequest,
  type MenuOption,
  type CreateMenuItemRequest,
  Refusal,
  mostDishes,
} from '@passline/contracts';
import { newId, type EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import { newDayAt } from '../restaurants/opening.ts';
import { nextHour } from '../../infrastructure/scheduler/local-time.ts';
import { pauseEndFrom } from '../../infrastructure/scheduler/parse-pause-end.ts';

export interface Dish {
  id: string;
  name: string;
  description: string;
  category: string;
  price: number;
  options: MenuOption[];
  /** Null: available. Every sold-out dish has an end. */
  soldOutUntil: Date | null;
  /** Counts changes of the dish, except availability. Dishes from before versions existed have none. */
  version?: number;
}

/** The result of a change: all dishes, the events, and the changed dish. */
export interface Changed {
  dishes: Dish[];
  events: EventDraft[];
  dish: Dish;
}

const isAvailable = (dish: Dish, now: Date): boolean =>
  dish.soldOutUntil === null || dish.soldOutUntil <= now;

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

export function remove(restaurantId: string, dishes: Dish[], id: string): Changed {
  const dish = find(dishes, id);
  return {
    dish,
    dishes: dishes.filter((other) => other.id !== id),
    events: [{ type: 'menu.item_removed', data: { restaurantId, itemId: id, name: dish.name } }],
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
    events: removed.map(({ id, name }) => ({
      type: 'menu.item_removed',
      data: { restaurantId, itemId: id, name },
    })),
  };
}

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

/** Without a difference there are no events. */
export function setAvailability(
  restaurantId: string,
  dishes: Dish[],
  id: string,
  { available, until }: z.output<typeof UpdateAvailabilityRequest>,
  now: Date,
  timeZone: string,
): Changed {
  if (available && until)
    throw new Refusal('validation_failed', 'until: is allowed only with available: false', {
      errors: [{ path: 'until', message: 'is allowed only with available: false' }],
    });
  const before = find(dishes, id);
  const soldOutUntil = available
    ? null
    : until
      ? pauseEndFrom(until, now)
      : nextHour(newDayAt, timeZone, now);
  const dish = { ...before, soldOutUntil };
  if (before.soldOutUntil?.getTime() === soldOutUntil?.getTime()) return { dish: before, dishes, events: [] };
  return { dish, dishes: replaced(dishes, dish), events: [availabilityOf(restaurantId, dish)] };
}

/** Makes dishes available again whose end has passed. */
export function bringBack(
  restaurantId: string,
  dishes: Dish[],
  now: Date,
): { dishes: Dish[]; events: EventDraft[] } {
  const back = dishes.filter((dish) => dish.soldOutUntil !== null && isAvailable(dish, now));
  const ids = new Set(back.map((dish) => dish.id));
  return {
    dishes: dishes.map((dish) => (ids.has(dish.id) ? { ...dish, soldOutUntil: null } : dish)),
    events: back.map((dish) => availabilityOf(restaurantId, { ...dish, soldOutUntil: null })),
  };
}

/** When the next dish is available again; null when none is sold out. */
export const nextBack = (dishes: readonly Dish[]): Date | null =>
  dishes.reduce<Date | null>(
    (next, { soldOutUntil: at }) => (at !== null && (next === null || at < next) ? at : next),
    null,
  );

export function itemView(restaurantId: string, dish: Dish, now: Date): MenuItem {
  const { id, name, description, category, price, options } = dish;
  const available = isAvailable(dish, now);
  const until = available ? null : (dish.soldOutUntil?.toISOString() ?? null);
  return {
    id,
    restaurantId,
    name,
    description,
    category,
    price,
    options,
    available,
    until,
    version: versionOf(dish),
  };
}

/** Categories are in the order of their first dish on the menu. */
export function menuView(restaurantId: string, currency: string, dishes: readonly Dish[], now: Date): Menu {
  const items = dishes.map((dish) => itemView(restaurantId, dish, now));
  const categories = [...Map.groupBy(items, (item) => item.category)].map(([name, of]) => ({
    name,
    items: of,
  }));
  return { restaurantId, currency, categories };
}

function find(dishes: readonly Dish[], id: string): Dish {
  const dish = dishes.find((other) => other.id === id);
  if (!dish) throw new Refusal('not_found', 'This menu has no dish with this id.');
  return dish;
}

const versionOf = ({ version }: Dish): number => version ?? 1;

const replaced = (dishes: readonly Dish[], dish: Dish): Dish[] =>
  dishes.map((other) => (other.id === dish.id ? dish : other));

const availabilityOf = (restaurantId: string, dish: Dish): EventDraft => ({
  type: 'menu.item_availability_changed',
  data: {
    restaurantId,
    itemId: dish.id,
    name: dish.name,
    available: dish.soldOutUntil === null,
    until: dish.soldOutUntil,
  },
});

/** An option or choice that keeps its name keeps its id, so that existing baskets stay valid. */
function withIds(
  options: z.output<typeof CreateMenuItemRequest>['options'],
  before: readonly MenuOption[] = [],
): MenuOption[] {
  return options.map(({ choices, ...option }) => {
    const known = before.find((other) => other.name === option.name);
    return {
      id: known?.id ?? newId(),
      ...option,
      choices: choices.map((choice) => ({
        id: known?.choices.find((other) => other.name === choice.name)?.id ?? newId(),
        ...choice,
      })),
    };
  });
}
