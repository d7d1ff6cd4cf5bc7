import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { HandClock } from './testing/hand-clock.ts';
import { aurora, type Dish, dishWithoutOptions, orderRequest } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const none = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const dinner = [{ from: '18:00', to: '22:00' }];
/** On two days; the clocks go back in the night between them. */
const hours = {
  weekly: {
    ...none,
    saturday: [
      { from: '11:30', to: '14:30' },
      { from: '18:00', to: '02:30' },
    ],
    sunday: dinner,
  },
  exceptions: [{ date: '2027-11-01', intervals: [{ from: '12:00', to: '13:00' }], note: 'All Saints' }],
};
const at = (iso: string) => new Date(iso);

let clock: HandClock;
let server: RunningServer;
let owner: Api;
let kitchen: Api;
let customer: Api;
let dish: Dish;

async function signIn() {
  [owner, kitchen, customer] = await server.api.signInAll('owner', 'kitchen', 'customer');
}

/** Access tokens end after 15 minutes, so everyone signs in again, as soon as the server has seen the new time. */
async function moveTo(moment: string) {
  clock.moveTo(at(moment));
  await eventually(
    () => server.api.signIn('owner'),
    ({ token }) => issuedAt(token) >= at(moment).getTime(),
  );
  await signIn();
}

const issuedAt = (token: string): number => {
  const { iat } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iat: number };
  return iat * 1000;
};

const params = { id: aurora };
const get = () => server.api.ok(calls.getRestaurant, { params });
const change = (body: object) => owner.ok(calls.changeRestaurant, { params, body });
const set = (body: object) => kitchen.ok(calls.changeOwnStatus, { body });

beforeAll(async () => {
  // A Saturday, 11:00 in Berlin.
  clock = new HandClock(at('2027-10-30T09:00:00Z'));
  server = await startServer(clock.env);
  await signIn();
  dish = await dishWithoutOptions(server.api);
});
afterEach(closeSockets);
afterAll(stopAll);

const expected = (isOpen: boolean, more: object) => expect.objectContaining({ isOpen, ...more });

test('a restaurant without hours is open, and a closure says when it opens', async () => {
  expect(await get()).toMatchObject({
    isOpen: true,
    hours: null,
    opensAt: null,
    closesAt: null,
    closedBy: null,
  });
  const closed = await set({ isOpen: false, until: '2027-10-30T10:00:00.000Z' });
  expect(closed).toMatchObject({ opensAt: closed.until, closedBy: 'staff' });
  expect(await set({ isOpen: true })).toMatchObject({ isOpen: true, opensAt: null, closedBy: null });
});

test('hours are set by the owner, apply at once, and refuse orders with the time of the next opening', async () => {
  const screen = await Connection.as(server.url, kitchen.token);
  const guest = await Connection.as(server.url, customer.token);
  const opensAt = '2027-10-30T09:30:00.000Z';
  expect(await change({ hours })).toMatchObject({
    hours,
    isOpen: false,
    opensAt,
    until: opensAt,
    closedBy: 'hours',
  });
  for (const connection of [screen, guest])
    // Not those of the demo's creation, which closes and opens it and may arrive after the connection.
    expect(
      (await connection.next('business:status:update', ({ closedBy }) => closedBy === 'hours')).payload,
    ).toEqual(expected(false, { opensAt, closedBy: 'hours', restaurantId: aurora, closesAt: null }));
  const refused = await customer.refused(calls.placeOrder, { body: orderRequest(dish) });
  expect(refused).toMatchObject({ code: 'restaurant_closed', opensAt });
  expect(refused.detail).toContain('It opens again on Saturday 11:30.');
  expect((await kitchen.refused(calls.changeRestaurant, { params, body: { hours } })).code).toBe('forbidden');
});

test.each([
  [
    'overlap',
    {
      weekly: {
        ...none,
        friday: [
          { from: '10:00', to: '12:00' },
          { from: '11:00', to: '13:00' },
        ],
      },
      exceptions: [],
    },
    'hours.weekly.friday.1',
  ],
  ['miss a day', { weekly: { friday: [] }, exceptions: [] }, 'hours.weekly.monday'],
  [
    'are decades away',
    { weekly: none, exceptions: [{ date: '2059-01-01', intervals: [] }] },
    'hours.exceptions.0.date',
  ],
])('hours that %s are refused', async (_, wrong, path) => {
  const body = { hours: wrong as never };
  const { code, errors } = await owner.refused(calls.changeRestaurant, { params, body });
  expect([code, errors?.[0]?.path]).toEqual(['validation_failed', path]);
});

test('it opens and closes by itself, with one event each time, and also after a restart', async () => {
  await moveTo('2027-10-30T09:29:58Z');
  const screen = await Connection.as(server.url, kitchen.token);
  const opened = await screen.next('business:status:update');
  expect(opened.payload).toEqual(
    expected(true, { closesAt: '2027-10-30T12:30:00.000Z', closedBy: null, until: null }),
  );
  await customer.ok(calls.placeOrder, { body: orderRequest(dish) });

  await server.stop('SIGKILL');
  clock.moveTo(at('2027-10-30T12:30:05Z'));
  server = await server.startAgain();
  await signIn();
  const shut = { isOpen: false, opensAt: '2027-10-30T16:00:00.000Z', closesAt: null, closedBy: 'hours' };
  expect(await get()).toMatchObject(shut);
  const later = await Connection.as(server.url, kitchen.token);
  const missed = await eventually(
    async () => (await later.ok('join:restaurant', { id: aurora, after: 0 })).missed,
    (all) => all.filter(({ event }) => event === 'business:status:update').length >= 5,
  );
  const statuses = missed.filter(({ event }) => event === 'business:status:update');
  expect(statuses.at(-1)!.payload).toMatchObject(shut);
  expect(statuses).toHaveLength(5);
});

test('staff open it outside its hours, which ends by itself, and a pause lies over its hours', async () => {
  const until = '2027-10-30T13:30:00.000Z';
  expect(await set({ isOpen: true, until })).toMatchObject({ isOpen: true, closesAt: until, until: null });
  await customer.ok(calls.placeOrder, { body: orderRequest(dish) });
  await moveTo('2027-10-30T13:30:01Z');
  const { version } = await get();
  const closed = await eventually(get, (it) => it.version >= version && it.closedBy === 'hours');
  expect(closed).toMatchObject({ isOpen: false, opensAt: '2027-10-30T16:00:00.000Z' });

  // Closed for today: until five in the morning, and then by the hours until Sunday evening.
  const paused = await set({ isOpen: false });
  expect(paused).toMatchObject({
    closedBy: 'staff',
    until: '2027-10-31T04:00:00.000Z',
    opensAt: '2027-10-31T17:00:00.000Z',
  });
  await moveTo('2027-10-30T16:00:01Z');
  expect(await get()).toMatchObject({
    isOpen: false,
    closedBy: 'staff',
    opensAt: '2027-10-31T17:00:00.000Z',
  });
  expect(await set({ isOpen: true })).toMatchObject({ isOpen: true, closesAt: '2027-10-31T00:30:00.000Z' });
});

test('the clocks go back in the night, and a day of its own follows', async () => {
  await moveTo('2027-10-31T00:30:01Z');
  const sunday = await eventually(get, (it) => !it.isOpen);
  expect(sunday).toMatchObject({ opensAt: '2027-10-31T17:00:00.000Z' });
  await moveTo('2027-10-31T21:00:01Z');
  expect(await get()).toMatchObject({ isOpen: false, opensAt: '2027-11-01T11:00:00.000Z' });
});

test('without its hours it is open again', async () => {
  expect(await change({ hours: null })).toMatchObject({
    isOpen: true,
    hours: null,
    closesAt: null,
    closedBy: null,
  });
});
