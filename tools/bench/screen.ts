/**
 * Measures the time from a customer's request to the restaurant's console: orders placed by REST at a given rate, received
 * by a socket of the restaurant. Time counts from when an order was due, so that a backlog of the server is included.
 *
 *   node tools/bench/screen.ts [orders per second] [seconds]
 */
import { io } from 'socket.io-client';
import { closedLoop, openLoop, print } from './measure.ts';
import { openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

const [perSecond = 100, seconds = 30] = process.argv.slice(2).map(Number);

const server = await startServer();
try {
  const { owner, place } = await openRestaurant(server);
  const screen = io(server.url, { auth: { token: owner }, transports: ['websocket'] });
  await new Promise((resolve) => screen.once('registered', resolve));

  const received = new Set<string>();
  const waiting = new Map<string, () => void>();
  screen.on('order:new', ({ orderId }: { orderId: string }) => {
    received.add(orderId);
    waiting.get(orderId)?.();
  });
  const placeAndSee = async (serial: number) => {
    const id = await place(serial);
    if (!received.has(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
  };

  await closedLoop('warm-up', 1500, 16, placeAndSee);
  print([await openLoop(`to the screen, ${perSecond} per second`, perSecond, seconds, placeAndSee)]);
  screen.disconnect();
} finally {
  await server.stop();
}
