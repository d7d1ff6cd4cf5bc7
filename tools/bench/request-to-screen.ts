/** The time from a customer's request to the restaurant's console. It counts from when an order was due. */
import { closedLoop, openLoop, type Figure } from './measure.ts';
import type { Report } from './report.ts';
import { openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

export async function requestToScreen(quick: boolean): Promise<Report> {
  const server = await startServer();
  try {
    const { console, place, close } = await openRestaurant(server);
    const received = new Set<string>();
    const waiting = new Map<string, () => void>();
    console.on('order:new', ({ orderId }: { orderId: string }) => {
      received.add(orderId);
      waiting.get(orderId)?.();
    });
    const placeAndSee = async (serial: number) => {
      const id = await place(serial);
      if (!received.has(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
    };
    await closedLoop('warm-up', 1_500, 16, placeAndSee);
    const figures: Figure[] = [];
    for (const rate of [25, 50, 100])
      figures.push(await openLoop(`${rate}`, rate, quick ? 5 : 20, placeAndSee));
    close();
    return {
      columns: ['orders per second', 'median ms', 'p99 ms'],
      rows: figures.map(({ what, medianMs, p99Ms }) => [what, medianMs, p99Ms]),
    };
  } finally {
    await server.stop();
  }
}
