import { z } from 'zod';
import { call } from './call.ts';
import { staffRoles } from './roles.ts';
import { Currency, Id, Moment, Money, Name, PageQuery, Phone, Point, Text, pageOf } from './values.ts';

/** When an unanswered order escalates. Times in seconds. */
export const AlertPolicy = z.object({
  notReceivedAfter: z.int().min(5).max(600),
  notAnsweredAfter: z.int().min(10).max(3600),
  autoCancelAfter: z.int().min(60).max(7200).nullable().meta({ description: 'null: never' }),
});
export type AlertPolicy = z.infer<typeof AlertPolicy>;
export const defaultAlertPolicy: AlertPolicy = {
  notReceivedAfter: 10,
  notAnsweredAfter: 60,
  autoCancelAfter: 600,
};

const minutes = z.int().min(1).max(180);
const dueThenLate = z.object({ due: minutes, late: minutes }).refine(({ due, late }) => due < late, {
  path: ['late'],
  message: 'must come after due',
});
/** When a ticket presses, and when it is too late, by the stage it is in. In minutes. */
export const Ageing = z.object({
  answer: dueThenLate.meta({ description: 'A new order, since it was placed' }),
  dueBefore: minutes.meta({
    description: 'A promised order is due so long before its time, and late at its time',
  }),
  standing: minutes.meta({ description: 'Finished food is late when it stands so long after its time' }),
  unpromised: dueThenLate.meta({ description: 'An accepted order without a promise, since it was placed' }),
});
export type Ageing = z.infer<typeof Ageing>;

export const Opening = z.object({
  isOpen: z.boolean(),
  busyMinutes: z.int().min(0).max(180).meta({ description: 'Minutes added to every promise; 0 is not busy' }),
  until: Moment.nullable().meta({ description: 'When a pause or busy time ends by itself' }),
  message: z.string().nullable(),
});
export type Opening = z.infer<typeof Opening>;

/** Whether anybody would see an order there: for the restaurant's own people and operators. */
export const RestaurantPresence = z.object({
  screens: z.int().meta({ description: 'Consoles of its staff that are connected now' }),
  lastSeenAt: Moment.nullable().meta({
    description: 'When the last one went away; null: one is there, or none ever was',
  }),
});
export type RestaurantPresence = z.infer<typeof RestaurantPresence>;

export const Restaurant = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    cuisine: z.string(),
    address: z.string(),
    location: Point,
    phone: z.string().nullable(),
    currency: Currency,
    timeZone: z.string(),
    deliveryFee: Money,
    minimumOrder: Money,
    version: z.int(),
    presence: RestaurantPresence.optional().meta({
      description: 'In what its staff and operators read, when they are signed in',
    }),
  })
  .extend(Opening.shape);
export type Restaurant = z.infer<typeof Restaurant>;

/** What only the restaurant's own people and operators see beside the public view. */
export const RestaurantSettings = z.object({
  alertPolicy: AlertPolicy,
  autoAccept: z.object({ enabled: z.boolean(), readyInMinutes: z.int().min(5).max(180) }),
  ageing: Ageing,
  blockedCustomers: z.array(Id),
});
export type RestaurantSettings = z.infer<typeof RestaurantSettings>;

const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as Europe/Rome');

export const NewRestaurant = z.strictObject({
  name: Name,
  description: Text(500).default(''),
  cuisine: Text(60).default(''),
  address: Text(300).min(1),
  location: Point,
  phone: Phone.optional(),
  currency: Currency.default('EUR'),
  timeZone: TimeZone.default('Europe/Berlin'),
  deliveryFee: Money.default(0),
  minimumOrder: Money.default(0),
});

export const RestaurantChange = z
  .strictObject({
    name: Name.optional(),
    description: Text(500).optional(),
    cuisine: Text(60).optional(),
    address: Text(300).min(1).optional(),
    location: Point.optional(),
    phone: Phone.nullable().optional(),
    timeZone: TimeZone.optional(),
    deliveryFee: Money.optional(),
    minimumOrder: Money.optional(),
    alertPolicy: AlertPolicy.partial().strict().optional(),
    autoAccept: RestaurantSettings.shape.autoAccept.partial().strict().optional(),
    ageing: Ageing.optional(),
    expectedVersion: z.int().min(0).optional(),
  })
  .refine((c) => Object.keys(c).some((k) => k !== 'expectedVersion'), 'nothing to change');

export const StatusChange = z
  .strictObject({
    isOpen: z.boolean().optional(),
    busyMinutes: z.int().min(0).max(180).optional(),
    until: Moment.nullable().optional(),
    message: Text(200).nullable().optional(),
  })
  .refine((c) => Object.keys(c).length > 0, 'nothing to change');

export const MenuChoice = z.object({ id: Id, name: z.string(), price: Money });
export const MenuOption = z.object({
  id: Id,
  name: z.string(),
  min: z.int().min(0),
  max: z.int().min(1),
  choices: z.array(MenuChoice),
});
export type MenuOption = z.infer<typeof MenuOption>;
export const MenuItem = z.object({
  id: Id,
  restaurantId: Id,
  name: z.string(),
  description: z.string(),
  category: z.string(),
  price: Money,
  options: z.array(MenuOption),
  available: z.boolean(),
  until: Moment.nullable().meta({ description: 'When a sold-out item comes back by itself' }),
  version: z.int().meta({ description: 'Of what is written about it, not of whether it is sold out' }),
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
      .array(z.strictObject({ name: Name, price: Money.default(0) }))
      .min(1)
      .max(30),
  })
  .refine((o) => o.min <= o.max && o.min <= o.choices.length, {
    path: ['min'],
    message: 'asks for more than can be chosen',
  });

export const NewMenuItem = z.strictObject({
  name: Name,
  description: Text(500).default(''),
  category: Name,
  price: Money,
  options: z.array(NewMenuOption).max(10).default([]),
});
export const MenuItemChange = z
  .strictObject({
    name: Name.optional(),
    description: Text(500).optional(),
    category: Name.optional(),
    price: Money.optional(),
    options: z.array(NewMenuOption).max(10).optional(),
    expectedVersion: z.int().min(0).optional(),
  })
  .refine((c) => Object.keys(c).some((k) => k !== 'expectedVersion'), 'nothing to change');

export const mostDishes = 300;
const distinct = (all: readonly unknown[]) => new Set(all).size === all.length;
/** The whole menu in its new order: categories by name, and in each its dishes by id. */
export const MenuArrangement = z.strictObject({
  categories: z
    .array(z.strictObject({ name: Name, items: z.array(Id).min(1) }))
    .max(mostDishes)
    .refine((all) => distinct(all.map(({ name }) => name)), 'names a category twice')
    .refine((all) => distinct(all.flatMap(({ items }) => items)), 'names a dish twice'),
});
export const Availability = z.strictObject({ available: z.boolean(), until: Moment.nullable().optional() });

const tag = 'Restaurants';
const menuTag = 'Menu';
const one = z.object({ id: Id });
const item = z.object({ id: Id, itemId: Id });

export const restaurantCalls = {
  listRestaurants: call({
    method: 'GET',
    path: '/restaurants',
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'All restaurants, by name',
    query: PageQuery,
    status: 200,
    answer: pageOf(Restaurant),
  }),
  getRestaurant: call({
    method: 'GET',
    path: '/restaurants/:id',
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'One restaurant',
    params: one,
    status: 200,
    answer: Restaurant,
    problems: ['not_found'],
  }),
  createRestaurant: call({
    method: 'POST',
    path: '/restaurants',
    who: ['operator'],
    tag,
    summary: 'Add a restaurant',
    body: NewRestaurant,
    status: 201,
    answer: Restaurant,
  }),
  changeRestaurant: call({
    method: 'PATCH',
    path: '/restaurants/:id',
    who: ['owner', 'manager', 'operator'],
    tag,
    summary: 'Change profile and settings',
    params: one,
    body: RestaurantChange,
    status: 200,
    answer: Restaurant,
    problems: ['not_found', 'version_conflict'],
  }),
  getSettings: call({
    method: 'GET',
    path: '/restaurants/:id/settings',
    who: [...staffRoles, 'operator'],
    tag,
    summary: 'Alert policy, auto-accept, ageing and block list',
    params: one,
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  blockCustomer: call({
    method: 'POST',
    path: '/restaurants/:id/blocked',
    who: ['owner', 'manager'],
    tag,
    summary: 'Take no more orders or messages from a customer',
    params: one,
    body: z.strictObject({ customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  unblockCustomer: call({
    method: 'DELETE',
    path: '/restaurants/:id/blocked/:customerId',
    who: ['owner', 'manager'],
    tag,
    summary: 'Take orders from a customer again',
    params: z.object({ id: Id, customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  changeStatus: call({
    method: 'PATCH',
    path: '/restaurants/:id/status',
    who: staffRoles,
    tag,
    summary: 'Open, close for a while, or be busy; a pause always ends by itself',
    params: one,
    body: StatusChange,
    status: 200,
    answer: Restaurant,
    problems: ['not_found'],
  }),
  changeOwnStatus: call({
    method: 'PATCH',
    path: '/business/status',
    who: staffRoles,
    tag,
    summary: "The same for the caller's own restaurant",
    body: StatusChange,
    status: 200,
    answer: Restaurant,
  }),
  getMenu: call({
    method: 'GET',
    path: '/restaurants/:id/menu',
    who: 'anyone',
    tag: menuTag,
    summary: 'The menu by category',
    params: one,
    status: 200,
    answer: Menu,
    problems: ['not_found'],
  }),
  arrangeMenu: call({
    method: 'PATCH',
    path: '/restaurants/:id/menu',
    who: staffRoles,
    tag: menuTag,
    summary: 'Put dishes and categories in another order, move dishes, rename categories; names every dish',
    params: one,
    body: MenuArrangement,
    status: 200,
    answer: Menu,
    problems: ['not_found', 'version_conflict'],
  }),
  removeMenuItems: call({
    method: 'POST',
    path: '/restaurants/:id/menu/removals',
    who: staffRoles,
    tag: menuTag,
    summary:
      'Take several dishes off the menu at once, such as a category; a dish that is gone already is gone',
    params: one,
    body: z.strictObject({ items: z.array(Id).min(1).max(mostDishes) }),
    status: 200,
    answer: Menu,
    problems: ['not_found'],
  }),
  addMenuItem: call({
    method: 'POST',
    path: '/restaurants/:id/menu/items',
    who: staffRoles,
    tag: menuTag,
    summary: 'Add a dish',
    params: one,
    body: NewMenuItem,
    status: 201,
    answer: MenuItem,
    problems: ['not_found', 'conflict'],
  }),
  changeMenuItem: call({
    method: 'PATCH',
    path: '/restaurants/:id/menu/items/:itemId',
    who: staffRoles,
    tag: menuTag,
    summary: 'Change a dish',
    params: item,
    body: MenuItemChange,
    status: 200,
    answer: MenuItem,
    problems: ['not_found', 'version_conflict'],
  }),
  removeMenuItem: call({
    method: 'DELETE',
    path: '/restaurants/:id/menu/items/:itemId',
    who: staffRoles,
    tag: menuTag,
    summary: 'Take a dish off the menu',
    params: item,
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  changeAvailability: call({
    method: 'PATCH',
    path: '/restaurants/:id/menu/items/:itemId/availability',
    who: staffRoles,
    tag: menuTag,
    summary: 'Sold out, or back; a sold-out dish comes back by itself',
    params: item,
    body: Availability,
    status: 200,
    answer: MenuItem,
    problems: ['not_found'],
  }),
} as const;
