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

export const Opening = z.object({
  isOpen: z.boolean(),
  busyMinutes: z.int().min(0).max(180).meta({ description: 'Minutes added to every promise; 0 is not busy' }),
  until: Moment.nullable().meta({ description: 'When a pause or busy time ends by itself' }),
  message: z.string().nullable(),
});
export type Opening = z.infer<typeof Opening>;

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
  })
  .extend(Opening.shape);
export type Restaurant = z.infer<typeof Restaurant>;

/** What only the restaurant's own people and operators see beside the public view. */
export const RestaurantSettings = z.object({
  alertPolicy: AlertPolicy,
  autoAccept: z.object({ enabled: z.boolean(), readyInMinutes: z.int().min(5).max(180) }),
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
    alertPolicy: AlertPolicy.partial().optional(),
    autoAccept: RestaurantSettings.shape.autoAccept.partial().optional(),
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
  })
  .refine((c) => Object.keys(c).length > 0, 'nothing to change');
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
    summary: 'Alert policy, auto-accept and block list',
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
    problems: ['not_found'],
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
    problems: ['not_found'],
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
