import type { Courier } from '@passline/contracts';
import { awaitsCourier } from '@passline/contracts/browser';
import { live, order } from '../../../testing/orders.ts';
import { type CourierRoster, canBeReassigned, canTake, withEvents, rosterEntries } from './courier-roster.ts';

const kitchen = { lat: 52.5, lng: 13.4 };
const north = (metres: number) => ({ lat: kitchen.lat + metres / 111_195, lng: kitchen.lng });
const courier = (id: string, over: Partial<Courier> = {}): Courier => ({
  id,
  name: id,
  phone: null,
  status: 'available',
  connected: true,
  currentOrder: null,
  orders: [],
  hasRoom: true,
  location: null,
  locatedAt: null,
  ...over,
});
const crewOf = (...couriers: Courier[]): CourierRoster => ({ couriers, searches: [] });
const at = (metres: number, second = 0) => ({
  location: north(metres),
  locatedAt: `2030-01-01T12:00:${String(second).padStart(2, '0')}.000Z`,
});
const assigned = {
  id: 'carlo',
  name: 'Carlo',
  phone: null,
  assignedAt: '',
  arrivedAt: { restaurant: null, door: null },
};
const untracked = () => undefined;

it('puts who is free and near first, and leaves out who went off duty', () => {
  const crew = crewOf(
    courier('far', at(900)),
    courier('unseen'),
    courier('busy', { status: 'busy', ...at(10) }),
    courier('off', { status: 'offline' }),
    courier('near', at(200)),
  );
  expect(rosterEntries(crew, [], kitchen, untracked).map((it) => it.courier.id)).toEqual([
    'near',
    'far',
    'unseen',
    'busy',
  ]);
});

it('derives a courier’s orders from the restaurant’s own, so that assignments show optimistically', () => {
  const given = order({
    status: 'ready',
    courier: assigned,
  });
  const [carlo, dora] = rosterEntries(
    crewOf(courier('dora'), courier('carlo', { hasRoom: false, ...at(5) })),
    [given],
    kitchen,
    untracked,
  ).sort((a, b) => a.courier.id.localeCompare(b.courier.id));
  expect(carlo?.orders).toEqual([given]);
  expect(canTake(carlo!)).toBe(false);
  expect(canTake(dora!)).toBe(true);
});

it.each([
  ['with room on the trip', { orders: ['o1'], hasRoom: true }, true],
  ['with a full trip', { orders: ['o1'], hasRoom: false }, false],
  ['busy, perhaps for another restaurant', { orders: [], hasRoom: false }, true],
] as const)('offers a courier %s', (_, { orders, hasRoom }, takes) => {
  const crew = crewOf(courier('carlo', { status: 'busy', orders: [...orders], hasRoom }));
  const given = orders.map((id) => order({ id, courier: assigned }));
  const [carlo] = rosterEntries(crew, given, kitchen, untracked);
  expect(canTake(carlo!)).toBe(takes);
});

it('takes the later of what was stored and what was heard live', () => {
  const mine = order({ courier: assigned });
  const heard = { at: north(700), seenAt: '2030-01-01T12:00:30.000Z' };
  const [carlo] = rosterEntries(crewOf(courier('carlo', at(100, 10))), [mine], kitchen, () => ({
    last: heard,
    trail: [],
  }));
  expect(carlo?.seen).toEqual(heard);
  expect(carlo?.away).toBeCloseTo(700, 0);
});

it('hears who went on or off duty, and leaves strangers to the next look', () => {
  const said = [
    live('delivery:status:update', {
      courierId: 'carlo',
      status: 'busy',
      currentOrder: 'o1',
      orders: ['o1'],
    }),
    live('delivery:status:update', {
      courierId: 'stranger',
      status: 'available',
      currentOrder: null,
      orders: [],
    }),
  ];
  const { couriers } = withEvents(said)(crewOf(courier('carlo')));
  expect(couriers).toEqual([courier('carlo', { status: 'busy', currentOrder: 'o1', orders: ['o1'] })]);
});

it.each([
  ['pending', false, false],
  ['confirmed', true, true],
  ['ready', true, true],
  ['out_for_delivery', false, false],
  ['delivered', false, false],
] as const)('%s: waits for a courier: %s, may be given to another: %s', (status, waits, given) => {
  expect(awaitsCourier(order({ status }))).toBe(waits);
  expect(canBeReassigned(order({ status }))).toBe(given);
  expect(awaitsCourier(order({ status, fulfilment: 'pickup' }))).toBe(false);
});
