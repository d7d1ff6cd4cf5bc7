import type { Order } from '@passline/contracts';
import { stopsOf } from './stops.ts';

const kitchen = { lat: 52.5, lng: 13.4 };
const north = (metres: number) => ({ lat: kitchen.lat + metres / 111_195, lng: kitchen.lng });
const to = (id: string, metres: number | null, minute: number) =>
  ({
    id,
    createdAt: '2030-01-01T12:00:00.000Z',
    promise: {
      readyAt: `2030-01-01T12:${String(minute).padStart(2, '0')}:00.000Z`,
      deliverAt: `2030-01-01T12:${String(minute + 20)}:00.000Z`,
    },
    deliveryAddress: { text: id, ...(metres === null ? { lat: null, lng: null } : north(metres)) },
  }) as Order;
const idsOf = (...it: Parameters<typeof stopsOf>) => stopsOf(...it).map(({ order }) => order.id);
const all = (stepsMade: number, ...orders: Order[]) => orders.map((order) => ({ order, stepsMade }));

it('picks up first what is ready first', () => {
  expect(idsOf(all(1, to('late', 100, 30), to('soon', 900, 10)), kitchen, kitchen)).toEqual(['soon', 'late']);
});

it('goes to the nearest door, and of those at the same distance to the most urgent', () => {
  const orders = all(
    2,
    to('far', 900, 5),
    to('unknown', null, 1),
    to('near', 300, 30),
    to('urgent', 310, 10),
  );
  expect(idsOf(orders, kitchen, kitchen)).toEqual(['urgent', 'near', 'far', 'unknown']);
  // The courier is beyond them.
  expect(idsOf(orders, north(1_000), kitchen)).toEqual(['far', 'urgent', 'near', 'unknown']);
});

it('goes by time without a position', () => {
  expect(idsOf(all(3, to('b', 100, 20), to('a', 900, 10)), undefined, kitchen)).toEqual(['a', 'b']);
});

it('leaves the restaurant with all orders, and what is delivered comes last', () => {
  const orders = [
    { order: to('delivered', 0, 1), stepsMade: 4 },
    { order: to('picked up', 10, 2), stepsMade: 2 },
    { order: to('in the kitchen', 900, 30), stepsMade: 1 },
  ];
  expect(stopsOf(orders, kitchen, kitchen).map(({ order, phase }) => [order.id, phase])).toEqual([
    ['in the kitchen', 'pick_up'],
    ['picked up', 'bring'],
    ['delivered', 'done'],
  ]);
});
