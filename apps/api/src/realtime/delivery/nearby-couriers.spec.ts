import { rightsFrom } from '@passline/contracts';
import { jest } from '@jest/globals';
import { CourierChanges } from '../../modules/couriers/courier-changes.ts';
import type { CourierPositions } from '../../modules/couriers/courier-positions.ts';
import type { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import type { NodeBus } from '../cluster/node-bus.ts';
import type { Connections } from '../connections/connections.ts';
import { NearbyCouriers } from './nearby-couriers.ts';
import type { VolatileBroadcaster } from './volatile-broadcaster.ts';

const kitchens = { r1: { lat: 52.5, lng: 13.4 }, r2: { lat: 48.1, lng: 11.6 } };
const near = (km: number) => ({ lat: 52.5 + km / 111.195, lng: 13.4 });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A node with a screen of each of two kitchens, which are far from each other. */
function aNode() {
  const told: string[] = [];
  const sent: unknown[] = [];
  const changes = new CourierChanges();
  const nearby = new NearbyCouriers(
    changes,
    { lastKnown: (id: string) => (id === 'c1' ? near(1) : undefined) } as unknown as CourierPositions,
    {
      terms: (id: 'r1' | 'r2') => Promise.resolve({ restaurant: { location: kitchens[id] } }),
    } as unknown as RestaurantsService,
    {
      socketSessions: () =>
        ['r1', 'r2'].map((restaurantId) => ({
          caller: { kind: 'user', ...rightsFrom('kitchen', restaurantId) },
        })),
    } as unknown as Connections,
    {
      broadcastLocally: ({ payload }: { payload: { restaurantId: string } }) =>
        void told.push(payload.restaurantId),
    } as unknown as VolatileBroadcaster,
    {
      on: () => undefined,
      send: (_: string, change: unknown) => void sent.push(change),
    } as unknown as NodeBus,
  );
  return { changes, nearby, told, sent, after: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
}

it('tells only restaurants near by, at once, and the other nodes', async () => {
  const { changes, told, sent, after } = aNode();
  changes.tell({ after: near(1), isNews: true });
  await after(300);
  expect(told).toEqual(['r1']);
  expect(sent).toEqual([{ after: near(1), isNews: true }]);
});

it('tells a restaurant at most every two and a half seconds, and the last change too', async () => {
  const { changes, told, after } = aNode();
  for (let burst = 0; burst < 20; burst += 1) {
    changes.tell({ after: near(1), isNews: true });
    await after(100);
  }
  expect(told).toEqual(['r1']);
  await after(2_500);
  expect(told).toEqual(['r1', 'r1']);
  await after(60_000);
  expect(told).toHaveLength(2);
});

it('tells soon who comes near or leaves, and seldom who moves', async () => {
  const { changes, told, after } = aNode();
  changes.tell({ before: near(13), after: near(11), isNews: false });
  await after(300);
  expect(told).toHaveLength(1);
  changes.tell({ before: near(11), after: near(10), isNews: false });
  await after(5_000);
  expect(told).toHaveLength(1);
  await after(5_000);
  expect(told).toHaveLength(2);
  changes.tell({ before: near(10), after: near(13), isNews: false });
  await after(2_600);
  expect(told).toHaveLength(3);
  // Neither before nor now.
  changes.tell({ before: near(13), after: near(14), isNews: false });
  await after(60_000);
  expect(told).toHaveLength(3);
});

it('tells who lost their connection, and that a search goes on', async () => {
  const { changes, nearby, told, after } = aNode();
  nearby.disconnected(['c1', 'a customer']);
  changes.tell({ restaurantId: 'r2' });
  await after(300);
  expect(told.toSorted()).toEqual(['r1', 'r2']);
});
