/** Orders placed by REST: how many one machine takes, and how long a customer waits for the answer. */
import { drawLines } from './line-plot.ts';
import { closedLoop, openLoop, type Figure } from './measure.ts';
import type { Report } from './report.ts';
import { openRestaurant, type Restaurant } from './restaurant.ts';
import { startServer } from './server.ts';

/** Every answer comes after the fsync of its commit. Relay, stream log and consumers run at the same time. */
export async function ordersByClients(quick: boolean): Promise<Report> {
  return withRestaurant(async ({ place }) => {
    const figures: [number, Figure][] = [];
    for (const clients of quick ? [1, 16, 64] : [1, 2, 4, 8, 16, 32, 64, 128]) {
      const count = (clients === 1 ? 300 : 1_500) * (quick ? 0.5 : 1);
      figures.push([clients, await closedLoop(`${clients}`, count, clients, place)]);
    }
    const line = (name: string, of: (figure: Figure) => number) => ({
      name,
      points: figures.map(([clients, figure]) => [clients, of(figure)] as const),
    });
    return {
      columns: ['clients', 'orders per second', 'median ms', 'p99 ms'],
      rows: figures.map(([clients, figure]) => [clients, ...cells(figure)]),
      plots: {
        'orders-by-clients.svg': drawLines(
          [line('per second', ({ perSecond }) => perSecond), line('median ms', ({ medianMs }) => medianMs)],
          { x: 'clients', y: 'orders per second, ms' },
        ),
      },
    };
  });
}

/** Rates rise until the server answers more slowly than orders arrive. */
export async function latencyByRate(quick: boolean): Promise<Report> {
  return withRestaurant(async ({ send }) => {
    const rows: [number, number, number, number, number][] = [];
    for (let rate = quick ? 50 : 25; rate < 2_000; rate = Math.round(rate * (quick ? 2 : 1.4))) {
      let accepted = 0;
      const figure = await openLoop(`${rate}`, rate, quick ? 5 : 15, async (serial) => {
        if ((await send(serial)).status === 201) accepted += 1;
      });
      rows.push([rate, accepted / (quick ? 5 : 15), figure.medianMs, figure.p99Ms, figure.perSecond]);
      if (figure.medianMs > 500 || accepted < rate * (quick ? 5 : 15) * 0.9) break;
    }
    const line = (name: string, column: 2 | 3) => ({
      name,
      points: rows.map((row) => [row[0], row[column]] as const),
    });
    return {
      columns: ['orders offered per second', 'accepted', 'median ms', 'p99 ms'],
      rows: rows.map((row) => row.slice(0, 4)),
      plots: {
        'latency-by-rate.svg': drawLines([line('median', 2), line('p99', 3)], {
          x: 'orders per second',
          y: 'answer, ms',
        }),
      },
    };
  });
}

const cells = ({ perSecond, medianMs, p99Ms }: Figure) => [perSecond, medianMs, p99Ms];

async function withRestaurant(measure: (restaurant: Restaurant) => Promise<Report>): Promise<Report> {
  const server = await startServer();
  try {
    const restaurant = await openRestaurant(server);
    await closedLoop('warm-up', 1_500, 16, restaurant.place);
    const report = await measure(restaurant);
    restaurant.close();
    return report;
  } finally {
    await server.stop();
  }
}
