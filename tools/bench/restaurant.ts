import { randomUUID } from 'node:crypto';
import type { Menu, MenuItem } from '@passline/contracts';
import { io, type Socket } from 'socket.io-client';
import type { Server } from './server.ts';

/** No console answers in a bench, so escalation would cause writes that do not occur in a staffed restaurant. */
export const lateEscalation = {
  alertPolicy: { notReceivedAfter: 600, notAnsweredAfter: 3600, autoCancelAfter: null },
};

/** Dishes that can be ordered without choosing options. */
export const plainDishes = ({ categories }: Menu): MenuItem[] =>
  categories.flatMap(({ items }) => items).filter(({ options }) => options.every(({ min }) => min === 0));

export type Restaurant = Awaited<ReturnType<typeof openRestaurant>>;

/**
 * Opens a restaurant with one connected console, which accepts every order by itself, and places orders for pickup as a
 * customer. `escalates` leaves orders unanswered instead, and the restaurant's own alarm settings apply.
 */
export async function openRestaurant(server: Server, { escalates = false } = {}) {
  const customer = await server.signIn('customer@demo.passline.local');
  const owner = await server.signIn('owner@demo.passline.local');
  const { items: restaurants } = await server.call('listRestaurants', {});
  const restaurant = restaurants.find(({ name }) => name === 'Trattoria Aurora');
  if (!restaurant) throw new Error('the demo restaurant is missing');
  const params = { id: restaurant.id };
  const body = escalates
    ? { autoAccept: { enabled: false } }
    : { autoAccept: { enabled: true }, ...lateEscalation };
  await server.call('changeRestaurant', { params, body }, { token: owner });
  const dishes = plainDishes(await server.call('getMenu', { params }));
  const console = await openConsole(server, owner);

  const order = (serial: number) => ({
    body: {
      restaurantId: restaurant.id,
      items: [0, 1, 2].map((at) => ({
        menuItemId: dishes[(serial + at) % dishes.length]?.id ?? '',
        quantity: 2,
      })),
      fulfilment: 'pickup' as const,
      paymentMethod: 'cash' as const,
    },
  });
  const options = () => ({ token: customer, idempotencyKey: randomUUID() });
  return {
    id: restaurant.id,
    owner,
    customer,
    console,
    /** Resolves with the new order's id. */
    place: async (serial: number): Promise<string> =>
      (await server.call('placeOrder', order(serial), options())).id,
    /** Resolves with the answer's status, also when the server rejects the order. */
    tryToPlace: async (serial: number): Promise<number> =>
      (await server.send('placeOrder', order(serial), options())).status,
    close: () => console.disconnect(),
  };
}

export async function openConsole(server: Server, token: string): Promise<Socket> {
  const socket = io(server.url, { auth: { token }, transports: ['websocket'], forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('registered', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}
