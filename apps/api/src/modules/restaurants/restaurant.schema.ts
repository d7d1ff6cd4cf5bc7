import {
  type Point,
  type Restaurant,
  type RestaurantSettings,
  defaultAgeing,
  defaultCourierFee,
  defaultKitchen,
  defaultReplacements,
  defaultScheduling,
  defaultVat,
  languages,
} from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import { type StoredStatus, statusOf } from './restaurant-status.ts';

type LaterSetting =
  | 'ageing'
  | 'kitchen'
  | 'scheduling'
  | 'pauseAfterUnanswered'
  | 'replacements'
  | 'phoneRequired'
  | 'courierFee'
  | 'ordersPerTrip'
  | 'vat';

export interface RestaurantDoc extends AggregateFields, StoredStatus {
  name: string;
  /** The current slug first, then former ones. Restaurants that an earlier release stored get theirs after the start. */
  slugs?: string[];
  languages?: Restaurant['languages'];
  /** The lower-case name, so that the list sorts without regard to case. */
  sortName: string;
  description: string;
  cuisine: string;
  address: string;
  location: Point;
  phone: string | null;
  currency: string;
  deliveryFee: number;
  minimumOrder: number;
  deliveryArea?: Restaurant['deliveryArea'];
  embedOrigins?: string[];
  /** Settings that an earlier release did not have are absent in the restaurants that it stored. */
  settings: Omit<RestaurantSettings, LaterSetting> & Partial<Pick<RestaurantSettings, LaterSetting>>;
  /** Unanswered orders count from the last decision about the status on. */
  countsFrom?: Date;
  createdAt: Date;
}

export const RESTAURANT = 'Restaurant';

const Inner = { _id: false } as const;
const DueThenLate = new Schema({ due: Number, late: Number }, Inner);
export const RestaurantSchema = new Schema<RestaurantDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    slugs: { type: [String], default: undefined },
    languages: { type: [String], default: undefined },
    sortName: { type: String, required: true },
    description: { type: String, default: '' },
    cuisine: { type: String, default: '' },
    address: { type: String, required: true },
    location: { type: new Schema({ lat: Number, lng: Number }, Inner), required: true },
    phone: { type: String, default: null },
    currency: { type: String, required: true },
    timeZone: { type: String, required: true },
    deliveryFee: { type: Number, required: true },
    minimumOrder: { type: Number, required: true },
    deliveryArea: Schema.Types.Mixed,
    embedOrigins: { type: [String], default: undefined },
    opening: {
      type: new Schema(
        {
          isOpen: Boolean,
          busyMinutes: Number,
          until: { type: Date, default: null },
          message: String,
          openUntil: Date,
          cause: String,
        },
        Inner,
      ),
      required: true,
    },
    hours: Schema.Types.Mixed,
    byHours: Schema.Types.Mixed,
    shown: Schema.Types.Mixed,
    statusDue: Date,
    countsFrom: Date,
    settings: {
      type: new Schema(
        {
          alertPolicy: new Schema(
            {
              notReceivedAfter: Number,
              notAnsweredAfter: Number,
              autoCancelAfter: { type: Number, default: null },
            },
            Inner,
          ),
          autoAccept: new Schema({ enabled: Boolean, readyInMinutes: Number }, Inner),
          ageing: new Schema(
            { answer: DueThenLate, dueBefore: Number, standing: Number, unpromised: DueThenLate },
            Inner,
          ),
          kitchen: Schema.Types.Mixed,
          scheduling: Schema.Types.Mixed,
          pauseAfterUnanswered: Number,
          replacements: Schema.Types.Mixed,
          phoneRequired: Boolean,
          courierFee: Schema.Types.Mixed,
          ordersPerTrip: Number,
          vat: Schema.Types.Mixed,
          blockedCustomers: [String],
        },
        Inner,
      ),
      required: true,
    },
    createdAt: { type: Date, required: true },
  },
  { collection: 'restaurants' },
);
RestaurantSchema.plugin(aggregate);
// Lists all restaurants by name.
RestaurantSchema.index({ sortName: 1, _id: 1 });
// Finds the restaurant of a slug, and allows one restaurant per slug.
RestaurantSchema.index({ slugs: 1 }, { unique: true, partialFilterExpression: { slugs: { $exists: true } } });
// Finds pauses and busy times that are over.
RestaurantSchema.index({ 'opening.until': 1 });
// Finds restaurants that open or close by their hours.
RestaurantSchema.index({ statusDue: 1 });

export const settingsOf = ({ settings }: RestaurantDoc): RestaurantSettings => ({
  ...settings,
  ageing: settings.ageing ?? defaultAgeing,
  kitchen: { ...defaultKitchen, ...settings.kitchen },
  scheduling: settings.scheduling ?? defaultScheduling,
  pauseAfterUnanswered: settings.pauseAfterUnanswered ?? null,
  replacements: settings.replacements ?? defaultReplacements,
  phoneRequired: settings.phoneRequired ?? false,
  courierFee: settings.courierFee ?? defaultCourierFee,
  ordersPerTrip: settings.ordersPerTrip ?? 1,
  vat: settings.vat ?? defaultVat,
});

export function viewOf(restaurant: RestaurantDoc, now = new Date()): Restaurant {
  const { isOpen, busyMinutes, until, message, opensAt, closesAt, closedBy } = statusOf(restaurant, now);
  return {
    id: restaurant._id,
    slug: restaurant.slugs?.[0] ?? restaurant._id,
    name: restaurant.name,
    description: restaurant.description,
    cuisine: restaurant.cuisine,
    address: restaurant.address,
    location: { lat: restaurant.location.lat, lng: restaurant.location.lng },
    phone: restaurant.phone,
    currency: restaurant.currency,
    timeZone: restaurant.timeZone,
    languages: restaurant.languages ?? [...languages],
    deliveryFee: restaurant.deliveryFee,
    minimumOrder: restaurant.minimumOrder,
    deliveryArea: restaurant.deliveryArea ?? null,
    embedOrigins: restaurant.embedOrigins ?? [],
    phoneRequired: restaurant.settings.phoneRequired ?? false,
    version: restaurant.version,
    isOpen,
    busyMinutes,
    until: until?.toISOString() ?? null,
    message: message ?? null,
    opensAt: opensAt?.toISOString() ?? null,
    closesAt: closesAt?.toISOString() ?? null,
    closedBy,
    hours: restaurant.hours ?? null,
  };
}
