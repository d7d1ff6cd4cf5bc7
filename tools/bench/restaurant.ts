import { randomUUID } from 'node:crypto';
import type { startServer } from './server.ts';

/** Opens a restaurant, and places orders as a customer. No staff answers them. */
export async function openRestaurant(server: Awaited<ReturnType<typeof startServer>>) {
  const token = await server.signIn('customer@demo.passline.local');
  const restaurants = (await server.call('GET', '/restaurants')).body['items'] as {
    id: string;
    name: string;
  }[];
  const restaurant = restaurants.find(({ name }) => name === 'Trattoria Aurora');
  if (!restaurant) throw new Error('the demo restaurant is missing');
  // No console answers here, so escalation would cause writes that do not occur in a staffed restaurant.
  const owner = await server.signIn('owner@demo.passline.local');
  const later = { notReceivedAfter: 600, notAnsweredAfter: 3600, autoCancelAfter: null };
  await server.call('PATCH', `/restaurants/${restaurant.id}`, owner, { alertPolicy: later });
  const menu = (await server.call('GET', `/restaurants/${restaurant.id}/menu`)).body as {
    categories: { items: { id: string; options: { min: number }[] }[] }[];
  };
  const dishes = menu.categories
    .flatMap(({ items }) => items)
    .filter(({ options }) => options.every(({ min }) => min === 0));

  return {
    owner,
    /** Resolves with the new order's id. */
    place: async (serial: number): Promise<string> => {
      const answer = await server.call(
        'POST',
        '/orders',
        token,
        {
          restaurantId: restaurant.id,
          items: [0, 1, 2].map((at) => ({
            menuItemId: dishes[(serial + at) % dishes.length]?.id,
            quantity: 2,
          })),
          fulfilment: 'delivery',
          deliveryAddress: { text: 'Torstrasse 1, Berlin', lat: 52.5296, lng: 13.4013 },
          paymentMethod: 'cash',
        },
        { 'idempotency-key': randomUUID() },
      );
      if (answer.status !== 201) throw new Error(`an order was rejected: ${JSON.stringify(answer)}`);
      return String(answer.body['id']);
    },
  };
}
