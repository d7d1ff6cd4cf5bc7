import { z } from 'zod';
import { CourierFee } from './courier-fee.ts';
import { KitchenSettings } from './kitchen-settings.ts';
import { Replacements } from './replacement-settings.ts';
import { Scheduling } from './restaurant-hours.ts';
import { Id } from './values.ts';
import { VatSettings } from './vat.ts';

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

export const PauseAfterUnanswered = z.int().min(2).max(20).nullable().meta({
  description: 'Closes the restaurant automatically after so many unanswered orders in a row; null: never',
});

export const PhoneRequired = z.boolean().meta({
  description: 'A delivery is refused without a telephone number of the customer',
});

export const OrdersPerTrip = z.int().min(1).max(5).meta({
  description: 'How many orders of the restaurant a courier may carry at the same time',
});

/** Visible only to the restaurant's staff and operators. */
export const RestaurantSettings = z.object({
  alertPolicy: AlertPolicy,
  autoAccept: z.object({ enabled: z.boolean(), readyInMinutes: z.int().min(5).max(180) }),
  ageing: Ageing,
  kitchen: KitchenSettings,
  scheduling: Scheduling,
  pauseAfterUnanswered: PauseAfterUnanswered,
  replacements: Replacements,
  phoneRequired: PhoneRequired,
  courierFee: CourierFee,
  ordersPerTrip: OrdersPerTrip,
  vat: VatSettings,
  blockedCustomers: z.array(Id),
});
export type RestaurantSettings = z.infer<typeof RestaurantSettings>;
