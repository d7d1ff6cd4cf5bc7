/** What a second process on the same machine brings: orders and deliveries per second with WORKERS=1 and 2. */
import { closedLoop } from './measure.ts';
import type { Report } from './report.ts';
import { openConsole, openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

const listeners = 200;

export async function workers(quick: boolean): Promise<Report> {
  const rows: [string, number, number][] = [];
  for (const count of ['1', '2']) {
    const server = await startServer([], { WORKERS: count, SOCKETS_PER_USER: '1000' });
    try {
      const { owner, place, close } = await openRestaurant(server);
      await closedLoop('warm-up', 1_500, 16, place);
      const orders = await closedLoop('orders', quick ? 800 : 3_000, 16, place);
      const consoles = [];
      for (let opened = 0; opened < listeners; opened += 1) consoles.push(await openConsole(server, owner));
      let delivered = 0;
      for (const socket of consoles) socket.onAny(() => (delivered += 1));
      const began = performance.now();
      await closedLoop('deliveries', quick ? 200 : 800, 16, place);
      const seconds = (performance.now() - began) / 1_000;
      rows.push([`WORKERS=${count}`, orders.perSecond, delivered / seconds]);
      for (const socket of consoles) socket.disconnect();
      close();
    } finally {
      await server.stop();
    }
  }
  return { columns: ['', 'orders per second', `deliveries per second to ${listeners} consoles`], rows };
}
