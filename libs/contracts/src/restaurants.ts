import { z } from 'zod';
import { CourierFee } from './courier-fee.ts';
import { polygonFault } from './delivery-area.ts';
import { UpdateKitchenSettings } from './kitchen-settings.ts';
import { languages } from './languages.ts';
import { Replacements } from './replacement-settings.ts';
import { Hours, Scheduling } from './restaurant-hours.ts';
import { isTimeZone } from './time-zone.ts';
import { Currency, Id, Line, Moment, Money, Name, Phone, Point, Slug, Text } from './values.ts';
import { UpdateVatSettings } from './vat.ts';
import {
  AlertPolicy,
  OrdersPerTrip,
  PhoneRequired,
  Ageing,
  RestaurantSettings,
  PauseAfterUnanswered,
} from './restaurant-settings.ts';

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

const Languages = z
  .array(z.enum(languages))
  .min(1)
  .max(languages.length)
  .refine((all) => new Set(all).size === all.length, 'must not contain a language twice')
  .meta({
    description:
      'The languages of its storefront. The first is for visitors whose browser prefers none of them',
  });

const DeliveryArea = z
  .strictObject({
    radius: z.int().min(100).max(100_000).optional().meta({
      description: 'Metres around the restaurant, as the crow flies',
    }),
    polygon: z
      .array(z.strictObject(Point.shape))
      .min(3)
      .max(200)
      .superRefine((corners, context) => {
        const message = polygonFault(corners);
        if (message !== null) context.addIssue({ code: 'custom', message });
      })
      .optional()
      .meta({ description: 'The corners of the area in their order' }),
  })
  .refine(({ radius, polygon }) => (radius === undefined) !== (polygon === undefined), {
    message: 'must have either radius or polygon',
  })
  .nullable();

/** Only these signs: the server writes it into a header, where others would end it. */
const EmbedOrigin = z
  .string()
  .max(200)
  .regex(
    /^https:\/\/[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/,
    'must be an https origin such as https://www.example.com',
  )
  .refine((origin) => URL.canParse(origin) && new URL(origin).origin === origin, {
    message: 'must be an https origin such as https://www.example.com',
  });
const EmbedOrigins = z
  .array(EmbedOrigin)
  .max(10)
  .refine((all) => new Set(all).size === all.length, 'must not contain an origin twice')
  .meta({ description: 'Sites whose pages may show the storefront in a frame; empty: none' });

export const Restaurant = z
  .object({
    id: Id,
    slug: z.string().meta({ description: 'The address of its storefront is /r/<slug>' }),
    name: z.string(),
    description: z.string(),
    cuisine: z.string(),
    address: z.string(),
    location: Point,
    phone: z.string().nullable(),
    currency: Currency,
    timeZone: z.string(),
    languages: Languages,
    deliveryFee: Money,
    minimumOrder: Money,
    deliveryArea: DeliveryArea.meta({
      description:
        'Where it delivers to; null: everywhere. Addresses with coordinates outside are refused, those without are accepted',
    }),
    embedOrigins: EmbedOrigins,
    phoneRequired: PhoneRequired,
    version: z.int(),
    hours: Hours.nullable().meta({ description: 'null: open unless its staff closes it' }),
    presence: RestaurantPresence.optional().meta({
      description: 'Only for signed-in staff of the restaurant and operators',
    }),
  })
  .extend(Opening.shape);
export type Restaurant = z.infer<typeof Restaurant>;

const TimeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Rome');

export const CreateRestaurantRequest = z.strictObject({
  name: Name,
  slug: Slug.optional().meta({ description: 'Without it: derived from the name' }),
  description: Text(500).default(''),
  cuisine: Line(60).default(''),
  address: Line(300).min(1),
  location: Point,
  phone: Phone.optional(),
  currency: Currency.default('EUR'),
  timeZone: TimeZone.default('Europe/Berlin'),
  languages: Languages.default([...languages]),
  deliveryFee: Money.default(0),
  minimumOrder: Money.default(0),
});

export const UpdateRestaurantRequest = z
  .strictObject({
    name: Name.optional(),
    slug: Slug.optional().meta({
      description: 'Former slugs of the restaurant keep leading to it, and no other restaurant can take them',
    }),
    description: Text(500).optional(),
    cuisine: Line(60).optional(),
    address: Line(300).min(1).optional(),
    location: Point.optional(),
    phone: Phone.nullable().optional(),
    timeZone: TimeZone.optional(),
    languages: Languages.optional(),
    deliveryFee: Money.optional(),
    minimumOrder: Money.optional(),
    deliveryArea: DeliveryArea.optional(),
    embedOrigins: EmbedOrigins.optional(),
    alertPolicy: AlertPolicy.partial().strict().optional(),
    autoAccept: RestaurantSettings.shape.autoAccept.partial().strict().optional(),
    ageing: Ageing.optional(),
    kitchen: UpdateKitchenSettings.optional(),
    hours: Hours.nullable().optional(),
    scheduling: Scheduling.partial().strict().optional(),
    pauseAfterUnanswered: PauseAfterUnanswered.optional(),
    replacements: Replacements.partial().strict().optional(),
    phoneRequired: PhoneRequired.optional(),
    courierFee: CourierFee.partial().strict().optional(),
    ordersPerTrip: OrdersPerTrip.optional(),
    vat: UpdateVatSettings.optional().meta({
      description: 'Refused with `conflict` if dishes use a rate that it leaves out',
    }),
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
