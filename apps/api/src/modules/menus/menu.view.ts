import {
  type Menu,
  type MenuItem,
  type OfferedChoice,
  type DishPicture,
  apiPrefix,
  routes,
} from '@passline/contracts';
import { type Dish, type DishChoice, type StoredPicture, versionOf } from './menu.ts';
import { isAvailable } from './sold-out.ts';

export function itemView(restaurantId: string, dish: Dish, now: Date): MenuItem {
  const { id, name, description, category, price, options } = dish;
  return {
    id,
    restaurantId,
    name,
    description,
    category,
    price,
    allergens: dish.allergens ?? null,
    ...(dish.vat && Object.keys(dish.vat).length > 0 && { vat: dish.vat }),
    options: options.map((option) => ({
      ...option,
      choices: option.choices.map((choice) => choiceView(choice, now)),
    })),
    picture: dish.picture ? pictureView(dish.picture) : null,
    ...availabilityAt(dish, now),
    version: versionOf(dish),
  };
}

const pictures = `${apiPrefix}${routes.getPicture.path.replace(':file', '')}`;
const pictureView = ({ id, sizes }: StoredPicture): DishPicture => ({
  id,
  sizes: sizes.map(({ width, height }) => ({ width, height, url: `${pictures}${id}-${width}.webp` })),
});

const choiceView = ({ soldOutUntil, ...choice }: DishChoice, now: Date): OfferedChoice => ({
  ...choice,
  ...availabilityAt({ soldOutUntil }, now),
});

function availabilityAt(it: { soldOutUntil?: Date | null | undefined }, now: Date) {
  const available = isAvailable(it, now);
  return { available, until: available ? null : (it.soldOutUntil?.toISOString() ?? null) };
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
