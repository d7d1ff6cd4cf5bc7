import { z } from 'zod';
import { call } from './endpoint.ts';
import { KitchenSettings, UpdateKitchenSettings } from './kitchen-settings.ts';
import { Hours, Scheduling } from './restaurant-hours.ts';
import { staffRoles } from './roles.ts';
import { isTimeZone } from './time-zone.ts';
import { Currency, Id, Line, Moment, Money, Name, PageQuery, Phone, Point, Text, pageOf } from './values.ts';
import { routes } from './routes.ts';

/** When an unanswered order escalates, in seconds. */
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
  message: 'must be greater than due',
});
/** When a ticket is due and when it is late, by stage, in minutes. */
export const Ageing = z.object({
  answer: dueThenLate.meta({ description: 'A new order, since it was placed' }),
  dueBefore: minutes.meta({
    description: 'A promised order is due this many minutes before the promised time, and late at that time',
  }),
  standing: minutes.meta({
    description: 'A ready order is late when it waits this many minutes after the promised time',
  }),
  unpromised: dueThenLate.meta({ description: 'An accepted order without a promise, since it was placed' }),
});
export type Ageing = z.infer<typeof Ageing>;

export const Opening = z.object({
  isOpen: z.boolean(),
  busyMinutes: z
    .int()
    .min(0)
    .max(180)
    .meta({ description: 'Minutes added to every promise; 0 means not busy' }),
  until: Moment.nullable().meta({ description: 'When a pause or busy time ends automatically' }),
  message: z.string().nullable(),
  opensAt: Moment.nullable().meta({
    description: 'When it opens next; null: it is open, or no hours say when',
  }),
  closesAt: Moment.nullable().meta({
    description: 'When it closes next by its hours; null: it is closed, or has no hours',
  }),
  closedBy: z.enum(['staff', 'hours', 'unanswered']).nullable().meta({
    description:
      'Why it is closed: by its staff, by its opening hours, or because several orders in a row were not answered',
  }),
});
export type Opening = z.infer<typeof Opening>;

/** Whether a screen would show a new order there; visible to the restaurant's staff and operators. */
export const RestaurantPresence = z.object({
  screens: z.int().meta({ description: 'Connected consoles of its staff' }),
  lastSeenAt: Moment.nullable().meta({
    description: 'When the last console disconnected; null: one is connected, or none ever was',
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
    hours: Hours.nullable().meta({ description: 'null: open unless its staff closes it' }),
    presence: RestaurantPresence.optional().meta({
      description: 'Only for signed-in staff of the restaurant and operators',
    }),
  })
  .extend(Opening.shape);
export type Restaurant = z.infer<typeof Restaurant>;

const PauseAfterUnanswered = z.int().min(2).max(20).nullable().meta({
  description: 'Closes the restaurant automatically after so many unanswered orders in a row; null: never',
});

/** Visible only to the restaurant's staff and operators. */
export const RestaurantSettings = z.object({
  alertPolicy: AlertPolicy,
  autoAccept: z.object({ enabled: z.boolean(), readyInMinutes: z.int().min(5).max(180) }),
  ageing: Ageing,
  kitchen: KitchenSettings,
  scheduling: Scheduling,
  pauseAfterUnanswered: PauseAfterUnanswered,
  blockedCustomers: z.array(Id),
});
export type RestaurantSettings = z.infer<typeof RestaurantSettings>;

const TimeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Rome');

export const CreateRestaurantRequest = z.strictObject({
  name: Name,
  description: Text(500).default(''),
  cuisine: Line(60).default(''),
  address: Line(300).min(1),
  location: Point,
  phone: Phone.optional(),
  currency: Currency.default('EUR'),
  timeZone: TimeZone.default('Europe/Berlin'),
  deliveryFee: Money.default(0),
  minimumOrder: Money.default(0),
});

export const UpdateRestaurantRequest = z
  .strictObject({
    name: Name.optional(),
    description: Text(500).optional(),
    cuisine: Line(60).optional(),
    address: Line(300).min(1).optional(),
    location: Point.optional(),
    phone: Phone.nullable().optional(),
    timeZone: TimeZone.optional(),
    deliveryFee: Money.optional(),
    minimumOrder: Money.optional(),
    alertPolicy: AlertPolicy.partial().strict().optional(),
    autoAccept: RestaurantSettings.shape.autoAccept.partial().strict().optional(),
    ageing: Ageing.optional(),
    kitchen: UpdateKitchenSettings.optional(),
    hours: Hours.nullable().optional(),
    scheduling: Scheduling.partial().strict().optional(),
    pauseAfterUnanswered: PauseAfterUnanswered.optional(),
    expectedVersion: z.int().min(0).optional(),
  })
  .refine(
    (c) => Object.keys(c).some((k) => k !== 'expectedVersion'),
    'must contain at least one field to change',
  );

export const UpdateRestaurantStatusRequest = z
  .strictObject({
    isOpen: z.boolean().optional(),
    busyMinutes: z.int().min(0).max(180).optional(),
    until: Moment.nullable().optional(),
    message: Line(200).nullable().optional(),
  })
  .refine((c) => Object.keys(c).length > 0, 'must contain at least one field to change');

const tag = 'Restaurants';
const one = z.object({ id: Id });

export const restaurantCalls = {
  listRestaurants: call({
    ...routes.listRestaurants,
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'All restaurants, sorted by name',
    query: PageQuery,
    status: 200,
    answer: pageOf(Restaurant),
  }),
  getRestaurant: call({
    ...routes.getRestaurant,
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
    ...routes.createRestaurant,
    who: ['operator'],
    tag,
    summary: 'Add a restaurant',
    body: CreateRestaurantRequest,
    status: 201,
    answer: Restaurant,
  }),
  changeRestaurant: call({
    ...routes.changeRestaurant,
    who: ['owner', 'manager', 'operator'],
    tag,
    summary: 'Change the profile and settings of a restaurant',
    params: one,
    body: UpdateRestaurantRequest,
    status: 200,
    answer: Restaurant,
    problems: ['not_found', 'version_conflict'],
  }),
  getSettings: call({
    ...routes.getSettings,
    who: [...staffRoles, 'operator'],
    tag,
    summary: 'Alert policy, auto-accept, ageing, stations and blocked customers',
    params: one,
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  blockCustomer: call({
    ...routes.blockCustomer,
    who: ['owner', 'manager'],
    tag,
    summary: 'Block a customer: reject their orders and messages',
    params: one,
    body: z.strictObject({ customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  unblockCustomer: call({
    ...routes.unblockCustomer,
    who: ['owner', 'manager'],
    tag,
    summary: 'Unblock a customer',
    params: z.object({ id: Id, customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  changeStatus: call({
    ...routes.changeStatus,
    who: staffRoles,
    tag,
    summary: 'Open, pause or mark as busy; a pause, and opening outside the hours, always end automatically',
    params: one,
    body: UpdateRestaurantStatusRequest,
    status: 200,
    answer: Restaurant,
    problems: ['not_found'],
  }),
  changeOwnStatus: call({
    ...routes.changeOwnStatus,
    who: staffRoles,
    tag,
    summary: "The same for the caller's own restaurant",
    body: UpdateRestaurantStatusRequest,
    status: 200,
    answer: Restaurant,
  }),
} as const;
