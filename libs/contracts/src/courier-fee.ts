import { z } from 'zod';
import { Money } from './values.ts';

/** What a restaurant pays a courier for a delivery, beside the tip of the customer. */
export const CourierFee = z.object({
  base: Money.meta({ description: 'For every delivery' }),
  perKm: Money.meta({
    description:
      'For each kilometre from the restaurant to the door, as the crow flies; not paid for an address without coordinates',
  }),
});
export type CourierFee = z.infer<typeof CourierFee>;

/** A sum that no person chose must not be owed, so nothing is paid until the restaurant sets its rule. */
export const defaultCourierFee: CourierFee = { base: 0, perKm: 0 };

/** What a delivery brings its courier. The total of the order is not part of it. */
export const Earnings = z.object({
  fee: Money.meta({ description: 'From the restaurant, by its rule when the order was placed' }),
  tip: Money.meta({ description: 'From the customer' }),
  total: Money.meta({ description: 'Fee and tip' }),
});
export type Earnings = z.infer<typeof Earnings>;
