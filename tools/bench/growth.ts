/**
 * What an order, a load of the board and a sync cost as a restaurant's past grows: ended orders in the store, and the
 * entries of its stream. Flat means that a restaurant in its third year is as fast as on its first evening.
 */
import { closedLoop } from './measure.ts';
import type { Report } from './report.ts';
import { openConsole, openRestaurant, type Restaurant } from './restaurant.ts';
import { type Server, startServer } from './server.ts';

const openOrders = 30;
const samples = 300;

export async function growth(quick: boolean): Promise<Report> {
  const least = quick ? 30 : 120;
  const server = await startServer(['--inspect=127.0.0.1:0']);
  try {
    const restaurant = await openRestaurant(server);
    const placeAndCancel = async (serial: number) =>
      cancel(server, restaurant, await restaurant.place(serial));
    await closedLoop('warm-up', 1_500, 16, placeAndCancel);
    for (let serial = 0; serial < openOrders; serial += 1) await restaurant.place(serial);
    const rows: (string | number)[][] = [];
    let added = 0;
    for (const factor of [1, 10, 100]) {
      await closedLoop('fill', least * factor - added, 16, placeAndCancel);
      added = least * factor;
      rows.push([`${factor}x`, ...(await costs(server, restaurant))]);
    }
    restaurant.close();
    const [first = [], , last = []] = rows;
    rows.push(['100x : 1x', ...[1, 2, 3].map((column) => Number(last[column]) / Number(first[column]))]);
    return {
      columns: ['ended orders', 'CPU ms per order', 'CPU ms per board load', 'CPU ms per sync'],
      rows,
    };
  } finally {
    await server.stop();
  }
}

async function costs(server: Server, restaurant: Restaurant): Promise<number[]> {
  const { owner, id } = restaurant;
  const placed: string[] = [];
  const order = await cpuPer(server, async (serial) => {
    placed.push(await restaurant.place(serial));
  });
  const late = await openConsole(server, owner);
  const position = nextPosition(late, `restaurant:${id}`);
  for (const orderId of placed) await cancel(server, restaurant, orderId);
  const streams = { [`restaurant:${id}`]: await position };
  const load = await cpuPer(server, () =>
    server.call('listOrders', { query: { restaurantId: id, status: 'open', limit: 100 } }, { token: owner }),
  );
  const sync = await cpuPer(server, async () => {
    const answer = (await late.emitWithAck('sync', { streams })) as { ok: boolean };
    if (!answer.ok) throw new Error(`sync was rejected: ${JSON.stringify(answer)}`);
  });
  late.disconnect();
  return [order, load, sync];
}

const cancel = (server: Server, { owner }: Restaurant, id: string) =>
  server.call('cancelOrder', { params: { id }, body: { reason: 'bench' } }, { token: owner });

/** The position in a stream at the next event that a console receives. */
const nextPosition = (socket: Awaited<ReturnType<typeof openConsole>>, stream: string) =>
  new Promise<unknown>((resolve) =>
    socket.onAny((_event: string, _payload: unknown, meta?: { streams: Record<string, unknown> }) => {
      if (meta?.streams[stream]) resolve(meta.streams[stream]);
    }),
  );

async function cpuPer(server: Server, act: (serial: number) => Promise<unknown>): Promise<number> {
  if (!server.inside) throw new Error('the inspector is missing');
  const before = await server.inside.cpu();
  for (let serial = 0; serial < samples; serial += 1) await act(serial);
  return ((await server.inside.cpu()) - before) / 1_000 / samples;
}
