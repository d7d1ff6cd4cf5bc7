import { z } from 'zod';
import { call } from './endpoint.ts';
import { Menu } from './menu.ts';
import { Offer } from './offers.ts';
import { PaymentMethod } from './orders.ts';
import { Scheduling } from './restaurant-hours.ts';
import { Restaurant } from './restaurants.ts';
import { routes } from './routes.ts';
import { Id } from './values.ts';

/** All that a customer's page shows of a restaurant before the first order, so that it opens with one request. */
export const Storefront = z.object({
  restaurant: Restaurant.omit({ presence: true }),
  menu: Menu,
  offers: z.array(Offer).meta({ description: 'Offers that can be used now, the newest first, at most 20' }),
  scheduling: Scheduling.meta({ description: 'Orders for later; listSlots has the free slots of a day' }),
  paymentMethods: z.array(PaymentMethod),
});
export type Storefront = z.infer<typeof Storefront>;

export const storefrontCalls = {
  getStorefront: call({
    ...routes.getStorefront,
    who: 'anyone',
    tag: 'Restaurants',
    summary: "All that a customer's page shows of a restaurant, found by its slug, a former slug or its id",
    params: z.object({ slug: Id }),
    status: 200,
    answer: Storefront,
    problems: ['not_found'],
  }),
} as const;
