import { z } from 'zod';
import { allergens } from './allergens.ts';
import { call } from './endpoint.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, Name, Text } from './values.ts';
import { DishVat } from './vat.ts';
import { routes } from './routes.ts';

const IsDefault = z
  .boolean()
  .optional()
  .meta({ description: 'The usual choice. Kitchen tickets leave it out' });
export const MenuChoice = z.object({ id: Id, name: z.string(), price: Money, isDefault: IsDefault });
export type MenuChoice = z.infer<typeof MenuChoice>;
const Availability = {
  available: z.boolean(),
  until: Moment.nullable().meta({
    description: 'When what is sold out becomes available again automatically',
  }),
};
/** A choice as the menu offers it. */
export const OfferedChoice = MenuChoice.extend(Availability);
export type OfferedChoice = z.infer<typeof OfferedChoice>;
export const MenuOption = z.object({
  id: Id,
  name: z.string(),
  min: z.int().min(0),
  max: z.int().min(1),
  choices: z.array(OfferedChoice),
});
export type MenuOption = z.infer<typeof MenuOption>;
export const DishPicture = z.object({
  id: z.string().meta({ description: 'Follows from the content: another picture has another id' }),
  sizes: z
    .array(z.object({ width: z.int(), height: z.int(), url: z.string() }))
    .min(1)
    .meta({ description: 'The same picture in several widths as WebP, the narrowest first' }),
});
export type DishPicture = z.infer<typeof DishPicture>;
const Allergens = z.array(z.enum(allergens)).nullable().meta({
  description:
    'What it contains, for guests with allergies; none: the restaurant names none; null: it has not filled this in',
});
export const MenuItem = z.object({
  id: Id,
  restaurantId: Id,
  name: z.string(),
  description: z.string(),
  category: z.string(),
  price: Money,
  allergens: Allergens,
  vat: DishVat.optional(),
  options: z.array(MenuOption),
  picture: DishPicture.nullable(),
  ...Availability,
  version: z
    .int()
    .meta({ description: 'Version of the description and price; availability and picture do not change it' }),
});
export type MenuItem = z.infer<typeof MenuItem>;

export const Menu = z.object({
  restaurantId: Id,
  currency: Currency,
  categories: z.array(z.object({ name: z.string(), items: z.array(MenuItem) })),
});
export type Menu = z.infer<typeof Menu>;

const NewMenuOption = z
  .strictObject({
    name: Name,
    min: z.int().min(0).max(20).default(0),
    max: z.int().min(1).max(20).default(1),
    choices: z
      .array(z.strictObject({ name: Name, price: Money.default(0), isDefault: IsDefault }))
      .min(1)
      .max(30),
  })
  .refine((o) => o.min <= o.max && o.min <= o.choices.length, {
    path: ['min'],
    message: 'must not exceed max or the number of choices',
  })
  .refine((o) => o.choices.filter(({ isDefault }) => isDefault).length <= o.max, {
    path: ['choices'],
    message: 'must not have more usual choices than max',
  });

const NewAllergens = Allergens.refine(
  (all) => all === null || new Set(all).size === all.length,
  'must not contain an allergen twice',
);

export const CreateMenuItemRequest = z.strictObject({
  name: Name,
  description: Text(500).default(''),
  category: Name,
  price: Money,
  allergens: NewAllergens.default(null),
  vat: DishVat.optional(),
  options: z.array(NewMenuOption).max(10).default([]),
});
export const UpdateMenuItemRequest = z
  .strictObject({
    name: Name.optional(),
    description: Text(500).optional(),
    category: Name.optional(),
    price: Money.optional(),
    allergens: NewAllergens.optional(),
    vat: DishVat.optional(),
    options: z.array(NewMenuOption).max(10).optional(),
    expectedVersion: z.int().min(0).optional(),
  })
  .refine(
    (c) => Object.keys(c).some((k) => k !== 'expectedVersion'),
    'must contain at least one field to change',
  );

export const mostDishes = 300;
const distinct = (all: readonly unknown[]) => new Set(all).size === all.length;
/** The whole menu in its new order: categories by name, each with the ids of its dishes. */
export const ArrangeMenuRequest = z.strictObject({
  categories: z
    .array(z.strictObject({ name: Name, items: z.array(Id).min(1) }))
    .max(mostDishes)
    .refine((all) => distinct(all.map(({ name }) => name)), 'must not contain a category name twice')
    .refine((all) => distinct(all.flatMap(({ items }) => items)), 'must not contain a dish twice'),
});
export const UpdateAvailabilityRequest = z.strictObject({
  available: z.boolean(),
  until: Moment.nullable().optional(),
});

const tag = 'Menu';
const one = z.object({ id: Id });
const item = z.object({ id: Id, itemId: Id });
const choice = z.object({ id: Id, itemId: Id, choiceId: Id });

export const menuCalls = {
  getMenu: call({
    ...routes.getMenu,
    who: 'anyone',
    tag,
    summary: 'The menu, grouped by category',
    params: one,
    status: 200,
    answer: Menu,
    problems: ['not_found'],
  }),
  arrangeMenu: call({
    ...routes.arrangeMenu,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Reorder dishes and categories, move dishes, rename categories; the body contains every dish',
    params: one,
    body: ArrangeMenuRequest,
    status: 200,
    answer: Menu,
    problems: ['not_found', 'version_conflict'],
  }),
  removeMenuItems: call({
    ...routes.removeMenuItems,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Remove several dishes at once, for example a category; dishes already removed are ignored',
    params: one,
    body: z.strictObject({ items: z.array(Id).min(1).max(mostDishes) }),
    status: 200,
    answer: Menu,
    problems: ['not_found'],
  }),
  addMenuItem: call({
    ...routes.addMenuItem,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Add a dish',
    params: one,
    body: CreateMenuItemRequest,
    status: 201,
    answer: MenuItem,
    problems: ['not_found', 'conflict'],
  }),
  changeMenuItem: call({
    ...routes.changeMenuItem,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Change a dish',
    params: item,
    body: UpdateMenuItemRequest,
    status: 200,
    answer: MenuItem,
    problems: ['not_found', 'version_conflict'],
  }),
  removeMenuItem: call({
    ...routes.removeMenuItem,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Remove a dish from the menu',
    params: item,
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  changeAvailability: call({
    ...routes.changeAvailability,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Mark a dish as sold out or available; a sold-out dish becomes available again automatically',
    params: item,
    body: UpdateAvailabilityRequest,
    status: 200,
    answer: MenuItem,
    problems: ['not_found'],
  }),
  changeChoiceAvailability: call({
    ...routes.changeChoiceAvailability,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary:
      "Mark a choice of a dish's options as sold out or available; it becomes available again automatically",
    params: choice,
    body: UpdateAvailabilityRequest,
    status: 200,
    answer: MenuItem,
    problems: ['not_found'],
  }),
} as const;
