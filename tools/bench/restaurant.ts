import { randomUUID } from 'node:crypto';
import type { Menu, MenuItem } from '@passline/contracts';
import type { Server } from './server.ts';

/** No console answers in a bench, so escalation would cause writes that do not occur in a staffed restaurant. */
export const lateEscalation = {
  alertPolicy: { notReceivedAfter: 600, notAnsweredAfter: 3600, autoCancelAfter: null },
};

/** Dishes that can be ordered without choosing options. */
export const plainDishes = ({ categories }: Menu): MenuItem[] =>
  categories.flatMap(({ items }) => items).filter(({ options }) => options.every(({ min }) => min === 0));

/** Opens a restaurant, and places orders as a customer. No staff answers them. */
export async function openRestaurant(server: Server, fulfilment: 'delivery' | 'pickup' = 'delivery') {
  const token = await server.signIn('customer@demo.passline.local');
  const { items: restaurants } = await server.call('listRestaurants', {});
  const restaurant = restaurants.find(({ name }) => name === 'Trattoria Aurora');
  if (!restaurant) throw new Error('the demo restaurant is missing');
  const params = { id: restaurant.id };
  const owner = await server.signIn('owner@demo.passline.local');
  await server.call('changeRestaurant', { params, body: lateEscalation }, { token: owner });
  const dishes = plainDishes(await server.call('getMenu', { params }));

  return {
    owner,
    params,
    /** Resolves with the new order's id. */
    place: async (serial: number): Promise<string> => {
      const { id } = await server.call(
        'placeOrder',
        {
          body: {
            restaurantId: restaurant.id,
            items: [0, 1, 2].map((at) => ({
              menuItemId: dishes[(serial + at) % dishes.length]?.id ?? '',
              quantity: 2,
            })),
            fulfilment,
            ...(fulfilment === 'delivery' && {
              deliveryAddress: { text: 'Torstrasse 1, Berlin', lat: 52.5296, lng: 13.4013 },
            }),
            paymentMethod: 'cash',
          },
        },
        { token, idempotencyKey: randomUUID() },
      );
      return id;
    },
  };
}
