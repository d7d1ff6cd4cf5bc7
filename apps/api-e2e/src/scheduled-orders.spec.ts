import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { HandClock } from './testing/hand-clock.ts';
import {
  aurora,
  cancelOrder,
  type Dish,
  dishWithoutOptions,
  orderRequest,
  placeOrder,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection, closeSockets } from './testing/sockets.ts';

const dinner = [{ from: '18:00', to: '22:00' }];
const hours = {
  weekly: {
    monday: dinner,
    tuesday: dinner,
    wednesday: dinner,
    thursday: dinner,
    friday: dinner,
    saturday: dinner,
    sunday: [],
  },
  exceptions: [],
};
const scheduling = { enabled: true, leadMinutes: 40, slotMinutes: 30, ordersPerSlot: 3, daysAhead: 2 };
const params = { id: aurora };
const at = (iso: string) => new Date(iso);
/** 18:30 in Berlin, on a Friday. */
const halfPastSix = '2027-10-29T16:30:00.000Z';
const seven = '2027-10-29T17:00:00.000Z';

let clock: HandClock;
let server: RunningServer;
let owner: Api;
let customer: Api;
let operator: Api;
let dish: Dish;

async function signIn() {
  [owner, customer, operator] = await server.api.signInAll('owner', 'customer', 'operator');
}

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

const later = (scheduledFor: string) => placeOrder(customer, dish, { scheduledFor, fulfilment: 'pickup' });
const refused = (scheduledFor: string) =>
  customer.refused(calls.placeOrder, { body: orderRequest(dish, { scheduledFor }) });
const quoted = async (scheduledFor: string) => {
  const items = [{ menuItemId: dish.id, quantity: 3 }];
  const body = { items, fulfilment: 'pickup' as const, scheduledFor };
  const { problems } = await server.api.ok(calls.quoteOrder, { params, body });
  return problems.map(({ code, path }) => [code, path]);
};
const get = (id: string) => owner.ok(calls.getOrder, { params: { id } });
const freeAt = async (moment: string) => {
  const { slots } = await server.api.ok(calls.listSlots, { params, query: { date: moment.slice(0, 10) } });
  return slots.find((slot) => slot.at === moment)?.free;
};

beforeAll(async () => {
  // A Friday, 12:00 in Berlin.
  clock = new HandClock(at('2027-10-29T10:00:00Z'));
  server = await startServer({ ...clock.env, PRINTER_NETWORKS: '127.0.0.0/8' });
  await signIn();
  dish = await dishWithoutOptions(server.api);
  await owner.ok(calls.changeRestaurant, { params, body: { hours } });
});
afterEach(closeSockets);
afterAll(stopAll);

test('no orders are taken for later until the owner allows them', async () => {
  const { slots } = await server.api.ok(calls.listSlots, { params });
  expect(slots).toEqual([]);
  expect(await refused(halfPastSix)).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'scheduledFor' }],
  });
  await owner.ok(calls.changeRestaurant, { params, body: { scheduling } });
  expect((await owner.ok(calls.getSettings, { params })).scheduling).toEqual(scheduling);
});

test('the free slots of a day are listed, in the time zone of the restaurant', async () => {
  const today = await server.api.ok(calls.listSlots, { params });
  expect(today).toMatchObject({
    date: '2027-10-29',
    timeZone: 'Europe/Berlin',
    firstDate: '2027-10-29',
    lastDate: '2027-10-31',
  });
  expect(today.slots).toHaveLength(8);
  expect(today.slots[0]).toEqual({ at: '2027-10-29T16:00:00.000Z', free: 3 });
  const on = async (date: string) =>
    (await server.api.ok(calls.listSlots, { params, query: { date } })).slots;
  expect(await on('2027-10-31')).toEqual([]);
  expect(await on('2027-11-01')).toEqual([]);
  const wrong = await server.api.refused(calls.listSlots, { params, query: { date: 'tomorrow' } });
  expect(wrong.code).toBe('validation_failed');
});

test.each([
  ['slot_past', '2027-10-29T10:30:00.000Z'],
  ['slot_outside_hours', '2027-10-29T16:10:00.000Z'],
  ['slot_outside_hours', '2027-10-31T16:30:00.000Z'],
  ['validation_failed', '2027-11-02T17:00:00.000Z'],
])('a time is refused by name: %s', async (code, moment) => {
  expect((await refused(moment)).code).toBe(code);
  expect(await quoted(moment)).toEqual([[code, 'scheduledFor']]);
});

test('as many orders as the slot takes are placed, also at once, and a cancelled one gives its place back', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      customer.send(calls.placeOrder, {
        body: orderRequest(dish, { scheduledFor: seven, fulfilment: 'pickup' }),
      }),
    ),
  );
  const placed = answers.filter(({ status }) => status === 201);
  expect([placed.length, await freeAt(seven)]).toEqual([3, 0]);
  const full = await refused(seven);
  expect(full).toMatchObject({ code: 'slot_full', status: 422 });
  await eventually(
    () => quoted(seven),
    ([problem]) => problem?.[0] === 'slot_full',
  );
  const orders = await Promise.all(placed.map((answer) => answer.json() as Promise<{ id: string }>));
  for (const { id } of orders) await cancelOrder(customer, id, 'Other plans');
  await eventually(
    () => freeAt(seven),
    (free) => free === 3,
  );
});

/** Nothing listens there, so jobs wait. */
const addPrinter = () =>
  owner.ok(calls.addPrinter, { params, body: { name: 'Kitchen', host: '127.0.0.1', printOn: 'new' } });
const printJobs = async (orderId: string) =>
  (await owner.ok(calls.listPrintJobs, { params, query: { orderId } })).items;

test('an order for later waits without ringing, through a restart, and rings when its lead time begins', async () => {
  const screen = await Connection.as(server.url, owner.token);
  const printer = await addPrinter();
  const order = await later(halfPastSix);
  expect(order).toMatchObject({
    status: 'scheduled',
    scheduled: { for: halfPastSix, startsAt: '2027-10-29T15:50:00.000Z', readyAt: halfPastSix },
    promise: null,
  });
  const { payload } = await screen.next('order:new', ({ orderId }) => orderId === order.id);
  expect(payload).toMatchObject({ status: 'scheduled', details: { scheduled: order.scheduled } });
  const { url } = await customer.ok(calls.createTrackingLink, { params: { id: order.id } });
  const track = () => server.api.ok(calls.track, { params: { token: url.split('/').at(-1)! } });
  expect(await track()).toMatchObject({ status: 'scheduled', scheduledFor: halfPastSix });
  const { items } = await operator.ok(calls.listUnanswered);
  expect(items.filter(({ orderId }) => orderId === order.id)).toEqual([]);

  await server.stop('SIGKILL');
  clock.moveTo(at('2027-10-29T15:49:00Z'));
  server = await server.startAgain();
  await signIn();
  expect((await get(order.id)).status).toBe('scheduled');
  expect(await printJobs(order.id)).toEqual([]);
  const rings = await Connection.as(server.url, owner.token);
  await moveTo('2027-10-29T15:50:01Z');
  const started = await rings.next('order:status:update', ({ orderId }) => orderId === order.id);
  expect(started.payload).toMatchObject({ oldStatus: 'scheduled', status: 'pending' });
  expect((await get(order.id)).alert).toMatchObject({ acknowledgedAt: null, unanswered: null });

  await eventually(
    () => printJobs(order.id),
    ({ length }) => length === 1,
  );
  await owner.ok(calls.removePrinter, { params: { ...params, printerId: printer.id } });

  // Its clocks run from now on: it is not cancelled for the hours in which it waited.
  await moveTo('2027-10-29T15:52:00Z');
  const escalated = await eventually(
    () => get(order.id),
    ({ alert }) => alert.unanswered === 'not_answered',
  );
  expect(escalated.status).toBe('pending');
  const accepted = await owner.ok(calls.promiseOrder, {
    params: { id: order.id },
    body: { readyInMinutes: 38 },
  });
  expect(accepted.promise).toEqual({ readyAt: halfPastSix, deliverAt: null, delayedFrom: null });
  expect(await track()).toMatchObject({ status: 'confirmed', promise: { readyAt: halfPastSix } });
  expect(await freeAt(halfPastSix)).toBeUndefined();
});

test('is accepted automatically when it starts, and started earlier by staff', async () => {
  const tomorrow = '2027-10-30T18:00:00.000Z';
  const [automatic, early] = [await later(seven), await later(tomorrow)];
  expect(early.number).toBe('1');
  const body = { status: 'pending' as const };
  const now = await owner.ok(calls.moveOrder, { params: { id: early.id }, body });
  expect(now).toMatchObject({ status: 'pending', alert: { acknowledgedAt: null } });
  const scheduledFor = tomorrow;
  const refusal = await customer.refused(calls.moveOrder, { params: { id: automatic.id }, body });
  expect(refusal.code).toBe('illegal_transition');
  const autoAccept = { enabled: true, readyInMinutes: 20 };
  await owner.ok(calls.changeRestaurant, { params, body: { autoAccept } });
  await moveTo('2027-10-29T16:20:05Z');
  const accepted = await eventually(
    () => get(automatic.id),
    ({ status }) => status === 'confirmed',
  );
  expect(accepted.promise).toEqual({ readyAt: seven, deliverAt: null, delayedFrom: null });
  const { items } = await owner.ok(calls.getOrderEvents, { params: { id: automatic.id } });
  expect(items.map(({ type }) => type)).toEqual([
    'order.placed',
    'order.moved',
    'order.promised',
    'order.moved',
  ]);
  expect(await freeAt(scheduledFor)).toBe(2);
});

test('a restaurant that answers no orders in a row is closed, its staff and operators are notified, and one press opens it', async () => {
  const alertPolicy = { notReceivedAfter: 5, notAnsweredAfter: 10, autoCancelAfter: null };
  const body = { autoAccept: { enabled: false }, alertPolicy, pauseAfterUnanswered: 2 };
  await owner.ok(calls.changeRestaurant, { params, body });
  const show = () => server.api.ok(calls.getRestaurant, { params });
  const escalate = async (moment: string) => {
    const { id } = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    await moveTo(moment);
    await eventually(
      () => get(id),
      ({ alert }) => alert.unanswered === 'not_answered',
    );
  };
  await escalate('2027-10-29T16:21:00Z');
  expect((await show()).isOpen).toBe(true);
  await escalate('2027-10-29T16:22:00Z');
  const paused = await eventually(show, ({ isOpen }) => !isOpen);
  expect(paused).toMatchObject({ closedBy: 'unanswered', opensAt: '2027-10-30T16:00:00.000Z' });
  for (const told of [owner, operator])
    await eventually(
      () => told.ok(calls.listNotifications),
      ({ items }) => items.some(({ type, orderId }) => type === 'restaurant_paused' && orderId === null),
    );
  expect((await customer.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe(
    'restaurant_closed',
  );
  const opened = await owner.ok(calls.changeOwnStatus, { body: { isOpen: true } });
  expect(opened).toMatchObject({ isOpen: true, closedBy: null });
  // The count starts again with the press.
  await escalate('2027-10-29T16:23:00Z');
  expect((await show()).isOpen).toBe(true);
});
