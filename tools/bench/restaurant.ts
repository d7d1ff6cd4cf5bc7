import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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
export async function openRestaurant(server: Server) {
  const token = await server.signIn('customer@demo.passline.local');
  const { items: restaurants } = await server.call('listRestaurants', {});
  const restaurant = restaurants.find(({ name }) => name === 'Trattoria Aurora');
  if (!restaurant) throw new Error('the demo restaurant is missing');
  const params = { id: restaurant.id };
  const owner = await server.signIn('owner@demo.passline.local');
  await server.call('changeRestaurant', { params, body: lateEscalation }, { token: owner });
  const dishes = plainDishes(await server.call('getMenu', { params }));

  /** Sends one order and resolves with whatever the server answers. */
  const send = (serial: number, idempotencyKey: string = randomUUID()) =>
    server.send(
      'placeOrder',
      {
        body: {
          restaurantId: restaurant.id,
          items: [0, 1, 2].map((at) => ({
            menuItemId: dishes[(serial + at) % dishes.length]?.id ?? '',
            quantity: 2,
          })),
          fulfilment: 'delivery',
          deliveryAddress: { text: 'Torstrasse 1, Berlin', lat: 52.5296, lng: 13.4013 },
          paymentMethod: 'cash',
        },
      },
      { token, idempotencyKey },
    );

  return {
    owner,
    send,
    /** Resolves with the new order's id. An order that an overloaded server refuses is sent again, as a client does. */
    place: async (serial: number): Promise<string> => {
      const key = randomUUID();
      for (;;) {
        const { status, text, retryAfter } = await send(serial, key);
        if (status < 400) return (JSON.parse(text) as { id: string }).id;
        if (status !== 503) throw new Error(`placeOrder: ${status} ${text}`);
        await pause(Number(retryAfter ?? 1) * 1_000);
      }
    },
  };
}
