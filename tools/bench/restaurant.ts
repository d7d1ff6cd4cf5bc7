import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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

/** A restaurant with one connected console. It accepts every order automatically. */
export async function openRestaurant(server: Server) {
  const restaurant = await prepareRestaurant(server, { autoAccept: { enabled: true }, ...lateEscalation });
  const console = await openConsole(server, restaurant.owner);
  return { ...restaurant, console, close: () => console.disconnect() };
}

/** A restaurant whose staff answer no order. No console is connected, so every order escalates as soon as it can. */
export const neglectedRestaurant = (server: Server) =>
  prepareRestaurant(server, {
    autoAccept: { enabled: false },
    alertPolicy: { notReceivedAfter: 5, notAnsweredAfter: 10, autoCancelAfter: null },
  });

async function prepareRestaurant(server: Server, settings: object) {
  const customer = await server.signIn('customer@demo.passline.local');
  const owner = await server.signIn('owner@demo.passline.local');
  const { items: restaurants } = await server.call('listRestaurants', {});
  const restaurant = restaurants.find(({ name }) => name === 'Trattoria Aurora');
  if (!restaurant) throw new Error('the demo restaurant is missing');
  const params = { id: restaurant.id };
  await server.call('changeRestaurant', { params, body: settings }, { token: owner });
  const dishes = plainDishes(await server.call('getMenu', { params }));

  /** Sends one order for pickup, and resolves with whatever the server answers. */
  const send = (serial: number, idempotencyKey: string = randomUUID()) => {
    const items = [0, 1, 2].map((at) => ({
      menuItemId: dishes[(serial + at) % dishes.length]?.id ?? '',
      quantity: 2,
    }));
    const body = {
      restaurantId: restaurant.id,
      items,
      fulfilment: 'pickup',
      paymentMethod: 'cash',
    } as const;
    return server.send('placeOrder', { body }, { token: customer, idempotencyKey });
  };
  return {
    id: restaurant.id,
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

export async function openConsole(server: Server, token: string): Promise<Socket> {
  const socket = io(server.url, { auth: { token }, transports: ['websocket'], forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('registered', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}
