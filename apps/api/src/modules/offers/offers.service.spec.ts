import { type Refusal, rightsFrom } from '@passline/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../common/access/caller.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { OfferRedemptions } from './offer-redemptions.ts';
import { OfferRedemptionsListener } from '../offer-redemptions/offer-redemptions.listener.ts';
import { OffersModule } from './offers.module.ts';
import { OffersService } from './offers.service.ts';

const restaurantId = 'aurora';
const owner: Caller = {
  kind: 'user',
  id: 'owner',
  ...rightsFrom('owner', restaurantId),
  name: 'Olga',
  phone: null,
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
};
const existing = new Set<string>();

let domain: Domain;
let offers: OffersService;
let next = 0;

beforeAll(async () => {
  const orders = { find: async (id: string) => (existing.has(id) ? { _id: id } : null) };
  domain = await startDomain(
    [OffersModule],
    [{ provide: OrderAccess, useValue: orders }, OfferRedemptionsListener],
  );
  offers = domain.get(OffersService);
});
afterAll(() => domain.close());

type Wanted = Parameters<OffersService['create']>[2];
const create = (terms: Partial<Wanted> = {}) =>
  offers.create(owner, restaurantId, {
    code: `CODE-${++next}`,
    description: 'One for you',
    minimumOrder: 0,
    ...(terms.percent || terms.amount || terms.kind ? {} : { percent: 10 }),
    ...terms,
  });
const use = (code: string, more: Partial<Parameters<OffersService['redeem']>[0]> = {}) =>
  offers.redeem({
    code,
    restaurantId,
    customerId: uuidv7(),
    orderId: uuidv7(),
    subtotal: 1995,
    now: new Date(),
    ...more,
  });
const usedOf = async (id: string) =>
  (await offers.listOf(owner, restaurantId, 100)).items.find((offer) => offer.id === id)?.used;
const refusal = async (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'no refusal',
    (error: unknown) => `${(error as Refusal).code}: ${(error as Refusal).message}`,
  );

test('reduces by percent or amount, in whole cents, by at most the subtotal', async () => {
  const tenth = await create({ percent: 10 });
  const five = await create({ amount: 500 });
  const half = await create({ kind: 'percent', discountValue: 50 });
  await expect(use(tenth.code)).resolves.toEqual({
    code: tenth.code,
    discount: 200,
    terms: { kind: 'percent', discountValue: 10 },
  });
  await expect(use(five.code)).resolves.toEqual({
    code: five.code,
    discount: 500,
    terms: { kind: 'amount', discountValue: 500 },
  });
  await expect(use(five.code, { subtotal: 300 })).resolves.toMatchObject({ discount: 300 });
  await expect(use(half.code, { subtotal: 999 })).resolves.toMatchObject({ discount: 500 });
});

test('an end in the past is rejected as such, an end before the beginning by the name of that field', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const past = 'validation_failed: until: must be in the future';
  await expect(refusal(create({ until: day(-1) }))).resolves.toBe(past);
  await expect(refusal(create({ from: day(-2), until: day(-1) }))).resolves.toBe(past);
  await expect(refusal(create({ from: day(2), until: day(1) }))).resolves.toBe(
    'validation_failed: until: must be after from',
  );
});

test('with 50 uses exactly 50 of 200 parallel customers succeed, and later ones are rejected', async () => {
  const { id, code } = await create({ maxUses: 50 });
  const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => use(code)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'offer_invalid' });
  expect(await usedOf(id)).toBe(50);
  expect(await refusal(use(code))).toBe(
    `offer_invalid: Offer ${code} has reached its maximum number of uses.`,
  );
});

test('works across several blocks of slots, and without a limit', async () => {
  const limited = await create({ maxUses: 130 });
  const unlimited = await create();
  const outcomes = await Promise.allSettled(Array.from({ length: 160 }, () => use(limited.code)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(130);
  await Promise.all(Array.from({ length: 230 }, () => use(unlimited.code)));
  expect(await usedOf(limited.id)).toBe(130);
  expect(await usedOf(unlimited.id)).toBe(230);
});

test('one customer with 20 parallel orders gets only the uses per customer', async () => {
  const once = await create({ maxUsesPerCustomer: 1 });
  const thrice = await create({ maxUsesPerCustomer: 3, maxUses: 100 });
  for (const [{ id, code }, uses] of [
    [once, 1],
    [thrice, 3],
  ] as const) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => use(code, { customerId: 'carla' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(uses);
    expect(await usedOf(id)).toBe(uses);
    await expect(use(code, { customerId: 'dario' })).resolves.toBeDefined();
  }
  expect(await refusal(use(once.code, { customerId: 'carla' }))).toBe(
    `offer_invalid: You have already used offer ${once.code}.`,
  );
});

test('the same order is one use, also in parallel and for the last use', async () => {
  const { id, code } = await create({ maxUses: 1, maxUsesPerCustomer: 1 });
  const again = { customerId: 'carla', orderId: uuidv7() };
  const twice = await Promise.all([use(code, again), use(code, again)]);
  expect(twice[0]).toEqual(twice[1]);
  await expect(use(code, again)).resolves.toEqual(twice[0]);
  expect(await usedOf(id)).toBe(1);
});

test('a released use can be taken again once, also by the same customer', async () => {
  const { id, code } = await create({ maxUses: 2, maxUsesPerCustomer: 1 });
  const first = uuidv7();
  await use(code, { customerId: 'carla', orderId: first });
  await use(code);
  await offers.release(first, code);
  await offers.release(first, code);
  expect(await usedOf(id)).toBe(1);
  await use(code, { customerId: 'carla' });
  await expect(use(code)).rejects.toMatchObject({ code: 'offer_invalid' });
});

test('explains why a code cannot be used', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const later = await create({ from: soon });
  const ended = await create();
  await offers.end(owner, restaurantId, ended.id);
  const minimum = await create({ minimumOrder: 2500 });
  expect(await refusal(use('NOTHING'))).toBe('offer_invalid: This restaurant has no offer NOTHING.');
  expect(await refusal(use(later.code))).toBe(`offer_invalid: Offer ${later.code} has not begun yet.`);
  expect(await refusal(use(ended.code))).toBe(`offer_invalid: Offer ${ended.code} has ended.`);
  expect(await refusal(use(minimum.code))).toBe(
    `offer_invalid: Offer ${minimum.code} requires a minimum order of 25.00 before the delivery fee. Yours is 19.95.`,
  );
  expect(await refusal(use(minimum.code, { restaurantId: 'elsewhere' }))).toMatch('has no offer');
});

test('a running offer occupies its code; an ended one releases it', async () => {
  const { id, code } = await create();
  await expect(create({ code })).rejects.toMatchObject({ code: 'conflict' });
  await offers.end(owner, restaurantId, id);
  await offers.end(owner, restaurantId, id);
  await expect(create({ code })).resolves.toMatchObject({ code, used: 0 });
});

test('an offer ends at its time with one event, and its code is free at once', async () => {
  const until = new Date(Date.now() + 20);
  const { code } = await create({ until: until.toISOString() });
  while (new Date() <= until) await new Promise(setImmediate);
  await expect(use(code)).rejects.toMatchObject({ code: 'offer_invalid' });
  await create({ code });
  await offers.endOver(new Date());
  const ended = (await domain.events()).filter(
    ({ type, data }) => type === 'offer.ended' && (data as { code: string }).code === code,
  );
  expect(ended).toHaveLength(1);
});

test('an offer is published when it can be used: now, or when it begins', async () => {
  const from = new Date(Date.now() + 3_600_000);
  const now = await create();
  const later = await create({ from: from.toISOString() });
  const publishedCodes = async () =>
    (await domain.events())
      .filter(({ type }) => type === 'offer.created')
      .map(({ data }) => (data as { code: string }).code);
  expect(await publishedCodes()).toContain(now.code);
  expect(await publishedCodes()).not.toContain(later.code);
  await offers.announceBeginning(from);
  await offers.announceBeginning(from);
  expect((await publishedCodes()).filter((code) => code === later.code)).toEqual([later.code]);
});

test('the public list shows only offers that can be used now', async () => {
  const elsewhere = { ...owner, ...rightsFrom('owner', 'sakura') };
  const listed = async () => (await offers.listUsable('sakura', 100)).items.map(({ code }) => code);
  const make = (terms: Partial<Wanted>) =>
    offers.create(elsewhere, 'sakura', { code: '', description: '', minimumOrder: 0, percent: 5, ...terms });
  await make({ code: 'OPEN' });
  await make({ code: 'SOON', from: new Date(Date.now() + 60_000).toISOString() });
  const { id } = await make({ code: 'GONE' });
  await offers.end(elsewhere, 'sakura', id);
  await make({ code: 'LAST', maxUses: 1 });
  expect(await listed()).toEqual(['LAST', 'OPEN']);
  const orderId = uuidv7();
  await use('LAST', { restaurantId: 'sakura', orderId });
  expect(await listed()).toEqual(['OPEN']);
  await offers.release(orderId, 'LAST');
  expect(await listed()).toEqual(['LAST', 'OPEN']);
});

test('a slot without an order is released after a minute; with an order it stays taken', async () => {
  const { id, code } = await create({ maxUses: 2 });
  const [kept, lost] = [uuidv7(), uuidv7()];
  const start = Date.now();
  existing.add(kept);
  await use(code, { orderId: kept });
  await use(code, { orderId: lost });
  const listener = domain.get(OfferRedemptionsListener);
  const releaseAbandoned = async (at: Date) => {
    while ((await listener.releaseAbandoned(at)) > 0);
  };
  await releaseAbandoned(new Date(start + 59_999));
  expect(await usedOf(id)).toBe(2);
  await releaseAbandoned(new Date(Date.now() + 61_000));
  expect(await usedOf(id)).toBe(1);
  expect(await domain.get(OfferRedemptions).of(kept)).not.toHaveProperty('heldSince');
  expect(await domain.get(OfferRedemptions).of(lost)).toBeNull();
});

test('slots that a crashed process created are not created again', async () => {
  const { id, code } = await create({ maxUses: 120 });
  const slots = domain.get(OfferRedemptions);
  await slots.makeMore(id, 0, 120);
  await slots.makeMore(id, 0, 120);
  const outcomes = await Promise.allSettled(Array.from({ length: 130 }, () => use(code)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(120);
  expect(await usedOf(id)).toBe(120);
});

test('only staff of the restaurant can create, list and end offers', async () => {
  const stranger = { ...owner, ...rightsFrom('owner', 'sakura') };
  const { id } = await create();
  await expect(
    offers.create(stranger, restaurantId, { code: 'X1', description: '', minimumOrder: 0, percent: 5 }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(offers.end(stranger, restaurantId, id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(offers.listOf(stranger, restaurantId, 10)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(offers.end(stranger, 'sakura', id)).rejects.toThrow();
});
