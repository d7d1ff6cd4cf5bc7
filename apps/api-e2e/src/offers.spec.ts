import { calls, type RequestOf } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  orderRequest,
  cancelOrder,
  type Dish,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
  sakura,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let owner: Api;
let neighbour: Api;
let customer: Api;
let dish: Dish;
let next = 0;

beforeAll(async () => {
  server = await startServer();
  [owner, neighbour, customer] = await server.api.signInAll('owner', 'owner2', 'customer');
  dish = await dishWithoutOptions(server.api);
});
afterAll(stopAll);

const params = { id: aurora };
const create = (body: Partial<RequestOf<typeof calls.createOffer>['body']> = {}) =>
  owner.ok(calls.createOffer, { params, body: { code: `offer-${++next}`, amount: 300, ...body } });
const end = (offerId: string) => owner.ok(calls.endOffer, { params: { ...params, offerId } });
const usedOf = async (offerId: string) =>
  (await owner.ok(calls.listRestaurantOffers, { params })).items.find(({ id }) => id === offerId)?.used;
const listed = async (query = {}) =>
  (await server.api.ok(calls.listOffers, { query })).items.map(({ code }) => code);
const whyNot = async (who: Api, more: Parameters<typeof orderRequest>[1]) => {
  const { code, detail } = await who.refused(calls.placeOrder, { body: orderRequest(dish, more) });
  return `${code}: ${detail}`;
};

test('an offer is created by staff, is public, and reduces the price of orders until it is ended', async () => {
  const offer = await create({
    code: 'summer-10',
    percent: 10,
    amount: undefined,
    description: 'For the heat',
  });
  expect(offer).toMatchObject({
    restaurantId: aurora,
    code: 'SUMMER-10',
    kind: 'percent',
    discountValue: 10,
    used: 0,
    maxUses: null,
    until: null,
  });
  expect(await listed({ restaurantId: aurora })).toContain('SUMMER-10');
  expect(await listed({ restaurantId: sakura })).toEqual([]);

  const { subtotal, discount, totalAmount, deliveryFee, offerCode } = await placeOrder(customer, dish, {
    offerCode: 'summer-10',
  });
  expect({ discount, offerCode }).toEqual({ discount: Math.round(subtotal / 10), offerCode: 'SUMMER-10' });
  expect(totalAmount).toBe(subtotal - discount + deliveryFee);
  expect(await usedOf(offer.id)).toBe(1);

  await end(offer.id);
  expect(await listed()).not.toContain('SUMMER-10');
  expect(await whyNot(customer, { offerCode: 'SUMMER-10' })).toBe(
    'offer_invalid: Offer SUMMER-10 has ended.',
  );
});

test('says why an offer cannot be used', async () => {
  const soon = await create({ from: new Date(Date.now() + 3_600_000).toISOString() });
  const large = await create({ minimumOrder: 100_000 });
  const once = await create({ maxUsesPerCustomer: 1 });
  expect(await whyNot(customer, { offerCode: 'NEVER' })).toMatch('This restaurant has no offer NEVER.');
  expect(await whyNot(customer, { offerCode: soon.code })).toMatch('has not begun yet');
  expect(await whyNot(customer, { offerCode: large.code })).toMatch('requires a minimum order of 1000.00');
  await placeOrder(customer, dish, { offerCode: once.code });
  expect(await whyNot(customer, { offerCode: once.code })).toMatch(
    `You have already used offer ${once.code}.`,
  );
  expect(await listed()).not.toContain(soon.code);
});

test('a cancelled order releases its use of the offer', async () => {
  const { id, code } = await create({ maxUses: 1 });
  const { id: orderId } = await placeOrder(customer, dish, { offerCode: code });
  expect(await whyNot(customer, { offerCode: code })).toMatch('has reached its maximum number of uses');
  await cancelOrder(customer, orderId, 'Changed my mind');
  await eventually(
    () => usedOf(id),
    (used) => used === 0,
  );
  await placeOrder(customer, dish, { offerCode: code });
  expect(await usedOf(id)).toBe(1);
});

test('200 customers order the last 50 uses of an offer at once: exactly 50 get it', async () => {
  const { id, code } = await create({ maxUses: 50 });
  const crowd = await Promise.all(
    Array.from({ length: 20 }, (_, i) => registerCustomer(server.api, `crowd${i}@example.com`)),
  );
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) =>
      crowd[i % crowd.length]!.send(calls.placeOrder, { body: orderRequest(dish, { offerCode: code }) }),
    ),
  );
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect([count(201), count(422)]).toEqual([50, 150]);
  expect(await usedOf(id)).toBe(50);
  expect(await listed()).not.toContain(code);
});

test('a running offer reserves its code within its restaurant', async () => {
  const { id, code } = await create();
  const body = { code, amount: 100 };
  expect((await owner.refused(calls.createOffer, { params, body })).code).toBe('conflict');
  await neighbour.ok(calls.createOffer, { params: { id: sakura }, body });
  await end(id);
  await end(id);
  await owner.ok(calls.createOffer, { params, body });
});

test('an invalid offer is rejected', async () => {
  for (const body of [
    { code: 'A B', amount: 1 },
    { code: 'NOTHING' },
    { code: 'TWICE', amount: 100, percent: 5 },
    { code: 'MORE', percent: 101 },
    { code: 'NONE', amount: 0 },
    { code: 'PAST', amount: 1, until: '2020-01-01T00:00:00Z' },
    { code: 'BACK', amount: 1, from: '2030-01-02T00:00:00+02:00', until: '2030-01-01T21:00:00Z' },
    { code: 'EXTRA', amount: 1, used: 3 },
  ])
    expect((await owner.refused(calls.createOffer, { params, body: body })).code).toBe('validation_failed');
});

test("only the restaurant's staff may change offers", async () => {
  const { id } = await create();
  const body = { code: 'MINE', amount: 100 };
  for (const [who, code] of [
    [neighbour, 'forbidden'],
    [customer, 'forbidden'],
    [server.api, 'unauthorized'],
  ] as const) {
    expect((await who.refused(calls.createOffer, { params, body })).code).toBe(code);
    expect((await who.refused(calls.listRestaurantOffers, { params })).code).toBe(code);
    expect((await who.refused(calls.endOffer, { params: { ...params, offerId: id } })).code).toBe(code);
  }
  const elsewhere = { id: sakura, offerId: id };
  expect((await neighbour.refused(calls.endOffer, { params: elsewhere })).code).toBe('not_found');
});

test('lists have pages', async () => {
  const all = (await owner.ok(calls.listRestaurantOffers, { params, query: { limit: 100 } })).items;
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await owner.ok(calls.listRestaurantOffers, {
      params,
      query: { limit: 3, ...(cursor && { cursor }) },
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all.map(({ id }) => id));
  expect(seen.length).toBeGreaterThan(6);
});
