import { ageOf, minutesLeft, promisedAt } from './ageing.ts';

const noon = Date.UTC(2030, 0, 1, 12);
const iso = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();
const now = (minutes: number) => noon + minutes * 60_000;
const order = (over: Partial<Parameters<typeof ageOf>[0]>) => ({
  status: 'preparing' as const,
  createdAt: iso(0),
  scheduled: null,
  promise: { readyAt: iso(20), deliverAt: iso(40), delayedFrom: null },
  ...over,
});

it.each([
  { what: 'a new order', is: { status: 'pending' as const, promise: null }, due: 1, late: 3 },
  { what: 'cooking, against when it should be ready', is: {}, due: 15, late: 20 },
  { what: 'standing on the pass', is: { status: 'ready' as const }, due: 20, late: 30 },
  {
    what: 'the way, against when it should be there',
    is: { status: 'out_for_delivery' as const },
    due: 35,
    late: 40,
  },
  { what: 'an order without a promise', is: { promise: null }, due: 15, late: 30 },
])('ages $what', ({ is, due, late }) => {
  expect(ageOf(order(is), now(due - 0.1))).toBe('calm');
  expect(ageOf(order(is), now(due))).toBe('due');
  expect(ageOf(order(is), now(late - 0.1))).toBe('due');
  expect(ageOf(order(is), now(late))).toBe('late');
});

it('counts an order for later from its start, and lets it rest until then', () => {
  const scheduled = { for: iso(90), startsAt: iso(60), readyAt: iso(90) };
  const waiting = { scheduled, promise: null };
  expect(ageOf(order({ ...waiting, status: 'scheduled' }), now(500))).toBe('calm');
  expect(ageOf(order({ ...waiting, status: 'pending' }), now(60.5))).toBe('calm');
  expect(ageOf(order({ ...waiting, status: 'pending' }), now(63))).toBe('late');
});

it('shows an order as late whose courier is late, whenever it is expected now', () => {
  const promise = { readyAt: iso(20), deliverAt: iso(60), delayedFrom: iso(40) };
  expect(ageOf(order({ status: 'out_for_delivery', promise }), now(30))).toBe('late');
});

it('lets what is over rest', () => {
  expect(ageOf(order({ status: 'delivered' }), now(500))).toBe('calm');
});

it('never says that there is time when there is none', () => {
  expect(minutesLeft(iso(20), now(15.5))).toBe(5);
  expect(minutesLeft(iso(20), now(20))).toBe(0);
  expect(minutesLeft(iso(20), now(20.2))).toBe(-1);
});

it('measures a pickup by when it is ready, all the way', () => {
  expect(
    promisedAt({ status: 'ready', promise: { readyAt: iso(20), deliverAt: null, delayedFrom: null } }),
  ).toBe(iso(20));
});
