import { calls, rebuildOrder, room, type Order, type OrderFact, type RequestOf } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { expectEvent, expectNoEvent } from './testing/expect-event.ts';
import { HandClock } from './testing/hand-clock.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, cancelOrder, moveOrder } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';

let clock: HandClock;
let server: RunningServer;
let fixture: OrderFixture;
let customer: TestUser;
let cook: TestUser;
let other: { id: string; name: string; price: number };

beforeAll(async () => {
  clock = new HandClock();
  server = await startServer(clock.env);
  fixture = await OrderFixture.signIn(server);
  [customer, cook] = await Promise.all([fixture.newUser('customer'), fixture.newUser('kitchen', aurora)]);
  const { categories } = await server.api.ok(calls.getMenu, { params: { id: aurora } });
  other = categories
    .flatMap(({ items }) => items)
    .find(
      ({ id, options, price }) =>
        id !== fixture.dish.id && options.every(({ min }) => min === 0) && price > 0,
    )!;
});
afterAll(stopAll);
afterEach(closeSockets);

const order = (more = {}) =>
  fixture.order(customer, {
    items: [2, 1].map((quantity) => ({ menuItemId: fixture.dish.id, quantity, note: 'no onions' })),
    ...more,
  });
async function accepted(more = {}): Promise<Order> {
  const { id } = await order(more);
  await moveOrder(cook, id, 'confirmed');
  return get(id);
}
const get = (id: string, who: Api = fixture.owner) => who.ok(calls.getOrder, { params: { id } });
const lower = (id: string, itemId: string, quantity: number, more = {}) =>
  cook.ok(calls.changeQuantity, { params: { id, itemId }, body: { quantity, ...more } });
const refusedLower = async (who: Api, id: string, itemId: string, quantity: number, more = {}) =>
  (await who.refused(calls.changeQuantity, { params: { id, itemId }, body: { quantity, ...more } })).code;
const propose = (id: string, itemId: string, more = {}) =>
  cook.ok(calls.proposeReplacement, { params: { id, itemId }, body: { menuItemId: other.id, ...more } });
type Answer = RequestOf<typeof calls.answerReplacement>['body'];
const answering = (id: string, itemId: string, body: Answer) => ({ params: { id, itemId }, body });
const factsOf = async (id: string, who: Api = fixture.owner) =>
  (await who.ok(calls.getOrderEvents, { params: { id } })).items;
const setReplacements = (replacements: object) =>
  fixture.owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { replacements } });
const becomes = (id: string, isSo: (order: Order) => boolean) => eventually(() => get(id), isSo);
async function paidByCard(): Promise<Order> {
  const { id } = await accepted({ paymentMethod: 'card' });
  await customer.ok(calls.payOrder, { params: { id }, body: undefined });
  return becomes(id, ({ paymentStatus }) => paymentStatus === 'paid');
}

describe('an item is taken out or lowered', () => {
  test('amounts and offer follow, everybody concerned receives it, and the history rebuilds the order', async () => {
    await fixture.owner.ok(calls.createOffer, {
      params: { id: aurora },
      body: { code: 'TENTH', percent: 10, minimumOrder: 3 * fixture.dish.price },
    });
    const { id, number } = await order({ offerCode: 'TENTH' });
    await fixture.assignNewCourier({ id } as Order);
    const token = await fixture.owner.ok(calls.createTrackingLink, { params: { id } });
    const [atCook, atCustomer, atNeighbour, atLink] = await Promise.all([
      ...[cook, customer, fixture.otherOwner].map((who) => fixture.connect(who)),
      Connection.open(server.url, { trackingToken: token.token }),
    ]);
    const after = await lower(id, '2', 0);
    const subtotal = 2 * fixture.dish.price;
    const discount = Math.round(subtotal / 10);
    const totalAmount = subtotal - discount + after.deliveryFee;
    expect(after).toMatchObject({
      subtotal,
      discount,
      totalAmount,
      offerTerms: { kind: 'percent', discountValue: 10 },
    });
    expect(after.items.map((item) => item.id)).toEqual(['1']);
    expect(after.changes).toMatchObject([
      { item: '2', name: fixture.dish.name, from: 1, to: 0, replacement: null },
    ]);
    const said = { orderId: id, orderNumber: number, totalAmount, version: after.version };
    await expectEvent(atCook, 'order:changed', { ...said, details: { subtotal, discount } });
    for (const connection of [atCustomer, atLink]) {
      const { payload } = await connection!.next('order:changed', ({ orderId }) => orderId === id);
      expect(payload).toMatchObject(said);
      expect(payload).not.toHaveProperty('details');
    }
    await expectNoEvent('order:changed', atNeighbour);
    const { proposals, ...tracked } = await server.api.ok(calls.track, { params: { token: token.token } });
    expect(proposals).toEqual([]);
    expect(tracked).toMatchObject({
      totalAmount,
      changes: [{ name: fixture.dish.name, from: 1, to: 0, replacement: null }],
    });
    const facts = (await factsOf(id)) as OrderFact<string>[];
    const rebuilt = rebuildOrder(facts);
    expect(rebuilt).toMatchObject({ subtotal, discount, totalAmount, version: after.version });
    expect(rebuilt.items).toEqual(after.items);
    expect((await lower(id, '1', 1)).totalAmount).toBe(
      fixture.dish.price - Math.round(fixture.dish.price / 10) + after.deliveryFee,
    );
    const { items: notices } = await eventually(
      () => customer.ok(calls.listNotifications, { query: {} }),
      ({ items: [newest] }) => newest?.type === 'order_item_lowered',
    );
    expect(notices.slice(0, 2)).toMatchObject([
      { type: 'order_item_lowered', orderId: id, params: { quantity: 2, left: 1, name: fixture.dish.name } },
      {
        type: 'order_item_removed',
        orderId: id,
        params: { quantity: 1, total: totalAmount, currency: 'EUR' },
      },
    ]);
  });

  test('is refused by name: the last item, a done one, an old decision, a handed over order, others', async () => {
    const { id, version } = await accepted();
    await cook.ok(calls.markItems, { params: { id }, body: { items: ['2'], state: 'done' } });
    expect(await refusedLower(cook, id, '2', 0)).toBe('item_done');
    expect(await refusedLower(cook, id, '9', 0)).toBe('not_found');
    expect(await refusedLower(cook, id, '1', 2, { expectedVersion: version - 1 })).toBe('version_conflict');
    expect(await refusedLower(customer, id, '1', 0)).toBe('forbidden');
    expect(await refusedLower(fixture.otherOwner, id, '1', 0)).toBe('not_found');
    await cook.ok(calls.markItems, { params: { id }, body: { items: ['2'], state: 'waiting' } });
    await lower(id, '2', 0);
    expect(await refusedLower(cook, id, '1', 0)).toBe('last_item');
    await moveOrder(cook, id, 'ready', 'out_for_delivery');
    expect(await refusedLower(cook, id, '1', 1)).toBe('illegal_transition');
    expect((await get(id)).items).toMatchObject([{ id: '1', quantity: 2 }]);
  });

  test('couriers who look at open deliveries see what the order costs now', async () => {
    const courier = await fixture.newUser('courier');
    await courier.ok(calls.changeCourierStatus, { body: { status: 'available' } });
    const { id, totalAmount } = await accepted();
    const amount = async () => {
      const { items } = await courier.ok(calls.listDeliveries);
      return items.find(({ orderId }) => orderId === id)?.amount;
    };
    await eventually(amount, (it) => it === totalAmount);
    const { totalAmount: less } = await lower(id, '2', 0);
    await eventually(amount, (it) => it === less);
    await courier.ok(calls.changeCourierStatus, { body: { status: 'offline' } });
  });

  test('of two cooks at the same time one decides, and the other reads the order again', async () => {
    const { id, version } = await accepted();
    const answers = await Promise.all(
      ['1', '2'].map((itemId) =>
        cook.send(calls.changeQuantity, {
          params: { id, itemId },
          body: { quantity: 0, expectedVersion: version },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await get(id)).items).toHaveLength(1);
  });
});

describe('a card payment', () => {
  test('is refunded in part at once, and the rest when the order is cancelled', async () => {
    const { id, totalAmount } = await paidByCard();
    const screen = await fixture.connect(customer);
    const { totalAmount: less } = await lower(id, '2', 0);
    const part = totalAmount - less;
    await becomes(id, ({ refunds }) => refunds?.refunded === part);
    await expectEvent(screen, 'payment:refunded', { orderId: id, amount: part });
    const { paymentStatus, refunds } = await get(id, customer);
    expect([paymentStatus, refunds]).toEqual(['paid', { due: 0, refunded: part }]);
    await lower(id, '1', 1);
    await becomes(id, ({ refunds }) => refunds?.refunded === part + fixture.dish.price);
    await cancelOrder(fixture.owner, id);
    const end = await becomes(id, (it) => it.paymentStatus === 'refunded');
    expect(end.refunds).toEqual({ due: 0, refunded: totalAmount });
    const { items } = await fixture.owner.ok(calls.listRestaurantAudit, {
      params: { id: aurora },
      query: { limit: 20 },
    });
    const amounts = items
      .filter(({ subject, action }) => subject.id === id && action.endsWith('refunded'))
      .map(({ action, details }) => [action, details['amount']]);
    expect(amounts).toEqual([
      ['payment.refunded', totalAmount - part - fixture.dish.price],
      ['payment.partly_refunded', fixture.dish.price],
      ['payment.partly_refunded', part],
    ]);
  });

  test('that arrives after the change is refunded down to the new total', async () => {
    const { id, totalAmount } = await accepted({ paymentMethod: 'card' });
    await customer.ok(calls.payOrder, { params: { id }, body: undefined });
    const { totalAmount: less } = await lower(id, '2', 0);
    const { refunds } = await becomes(
      id,
      (it) => it.paymentStatus === 'paid' && (it.refunds?.refunded ?? 0) === totalAmount - less,
    );
    expect(refunds).toEqual({ due: 0, refunded: totalAmount - less });
  });

  test('is not made of a cash order, which just costs less', async () => {
    const { id } = await accepted({ fulfilment: 'pickup' });
    const { totalAmount } = await lower(id, '2', 0);
    await moveOrder(cook, id, 'preparing', 'ready', 'delivered');
    const { refunds } = await becomes(id, ({ paymentStatus }) => paymentStatus === 'paid');
    expect(refunds).toBeNull();
    const report = await fixture.owner.ok(calls.getReport, { params: { id: aurora }, query: {} });
    expect(report.revenue).toBe(totalAmount);
  });
});

describe('a replacement', () => {
  test('is proposed, read at once, and agreed to', async () => {
    const { id } = await accepted();
    const [atCook, atCustomer] = await Promise.all([fixture.connect(cook), fixture.connect(customer)]);
    const asked = await propose(id, '1');
    const [proposal] = asked.proposals;
    expect(proposal).toMatchObject({
      item: '1',
      name: fixture.dish.name,
      from: 2,
      afterwards: 'remove',
      replacement: { name: other.name, quantity: 2, unitPrice: Math.min(other.price, fixture.dish.price) },
    });
    expect(new Date(proposal!.until).getTime()).toBeGreaterThan(clock.now.getTime() + 4 * 60_000);
    const about = { orderId: id, state: 'proposed', proposal };
    for (const screen of [atCook, atCustomer]) await expectEvent(screen, 'order:replacement', about);
    const { items } = await eventually(
      () => customer.ok(calls.listNotifications, { query: {} }),
      ({ items: [newest] }) => newest?.type === 'replacement_proposed' && newest.orderId === id,
    );
    expect(items[0]!.params).toMatchObject({ replacement: other.name, total: proposal!.totalAmount });
    const done = { params: { id }, body: { items: ['1', '2'], state: 'done' as const } };
    expect((await cook.refused(calls.markItems, done)).code).toBe('answer_pending');
    await moveOrder(cook, id, 'preparing');
    const ready = { params: { id }, body: { status: 'ready' as const } };
    expect((await cook.refused(calls.moveOrder, ready)).code).toBe('answer_pending');
    const agree = answering(id, '1', { replacement: proposal!.replacement.id, answer: 'agree' });
    expect((await fixture.owner.refused(calls.answerReplacement, agree)).code).toBe('forbidden');
    const agreed = await customer.ok(calls.answerReplacement, agree);
    expect(agreed).toMatchObject({ proposals: [], totalAmount: proposal!.totalAmount });
    expect(agreed.items.map(({ name, note }) => [name, note])).toEqual([
      [other.name, 'no onions'],
      [fixture.dish.name, 'no onions'],
    ]);
    await atCook.next('order:replacement', (it) => it.orderId === id && it.state === 'agreed');
    await expectEvent(atCook, 'order:changed', { orderId: id, change: { item: '1', to: 0 } });
    expect((await customer.ok(calls.answerReplacement, agree)).version).toBe(agreed.version);
    expect(rebuildOrder((await factsOf(id)) as OrderFact<string>[]).items).toEqual((await get(id)).items);
  });

  test('a tracking link shows it without notes and prices, and cannot answer it', async () => {
    const { id } = await accepted();
    const { token } = await fixture.owner.ok(calls.createTrackingLink, { params: { id } });
    const { proposals } = await propose(id, '1');
    const tracked = await server.api.ok(calls.track, { params: { token } });
    expect(tracked.proposals).toEqual([
      {
        item: '1',
        name: fixture.dish.name,
        from: 2,
        until: proposals[0]!.until,
        afterwards: 'remove',
        totalAmount: proposals[0]!.totalAmount,
        replacement: { id: proposals[0]!.replacement.id, name: other.name, quantity: 2, options: [] },
      },
    ]);
    const agree = answering(id, '1', { replacement: proposals[0]!.replacement.id, answer: 'agree' });
    expect((await server.api.as(token).refused(calls.answerReplacement, agree)).code).toBe('token_invalid');
    const stranger = await fixture.newUser('customer');
    expect((await stranger.refused(calls.answerReplacement, agree)).code).toBe('not_found');
  });

  test('is declined: the item is taken out and refunded, or the order is cancelled and refunded whole', async () => {
    const first = await paidByCard();
    const { proposals } = await propose(first.id, '2');
    const remove = { replacement: proposals[0]!.replacement.id, answer: 'remove' } as const;
    const less = await customer.ok(calls.answerReplacement, answering(first.id, '2', remove));
    expect(less.items.map(({ id }) => id)).toEqual(['1']);
    await becomes(first.id, ({ refunds }) => refunds?.refunded === first.totalAmount - less.totalAmount);

    const second = await paidByCard();
    const asked = await propose(second.id, '1');
    const cancel = { replacement: asked.proposals[0]!.replacement.id, answer: 'cancel' } as const;
    const cancelled = await customer.ok(calls.answerReplacement, answering(second.id, '1', cancel));
    expect(cancelled.cancellation).toMatchObject({ by: 'customer', code: 'replacement_declined' });
    const end = await becomes(second.id, ({ paymentStatus }) => paymentStatus === 'refunded');
    expect(end.refunds).toEqual({ due: 0, refunded: second.totalAmount });
  });

  test('can be withdrawn, and then it cannot be agreed to', async () => {
    const { id } = await accepted();
    const { proposals } = await propose(id, '1');
    await cook.ok(calls.withdrawReplacement, { params: { id, itemId: '1' } });
    const agree = answering(id, '1', { replacement: proposals[0]!.replacement.id, answer: 'agree' });
    expect((await customer.refused(calls.answerReplacement, agree)).code).toBe('replacement_over');
    expect((await get(id)).items[0]).toMatchObject({ id: '1', name: fixture.dish.name });
  });

  test('is refused: sold out, for more than was ordered, of a ready order', async () => {
    const { id } = await accepted();
    const refused = async (body: object) =>
      (
        await cook.refused(calls.proposeReplacement, {
          params: { id, itemId: '1' },
          body: { menuItemId: other.id, ...body },
        })
      ).code;
    expect(await refused({ menuItemId: 'none' })).toBe('item_unavailable');
    expect(await refused({ quantity: 3 })).toBe('validation_failed');
    await moveOrder(cook, id, 'preparing', 'ready');
    expect(await refused({})).toBe('illegal_transition');
  });

  test('ends with its time: the restaurant decides what happens then', async () => {
    const paid = await paidByCard();
    await setReplacements({ answerMinutes: 3 });
    expect((await fixture.owner.ok(calls.getSettings, { params: { id: aurora } })).replacements).toEqual({
      answerMinutes: 3,
      afterwards: 'remove',
    });
    const asked = await propose(paid.id, '2');
    await setReplacements({ afterwards: 'cancel' });
    const { id: other } = await accepted();
    await propose(other, '1');
    clock.moveTo(new Date(clock.now.getTime() + 4 * 60_000));
    const end = await becomes(paid.id, ({ items }) => items.length === 1);
    expect(end.proposals).toEqual([]);
    const late = answering(paid.id, '2', {
      replacement: asked.proposals[0]!.replacement.id,
      answer: 'agree',
    });
    expect((await customer.refused(calls.answerReplacement, late)).code).toBe('replacement_over');
    await becomes(paid.id, ({ refunds }) => refunds?.refunded === paid.totalAmount - end.totalAmount);
    const types = (await factsOf(paid.id)).map(({ type, actor }) => [type, actor]);
    expect(types).toContainEqual(['order.replacement_expired', null]);
    expect(types).toContainEqual(['order.item_removed', null]);
    const cancelled = await becomes(other, ({ status }) => status === 'cancelled');
    expect(cancelled.cancellation).toMatchObject({ by: 'system', code: 'replacement_not_answered' });
  });
});

test('a screen that was away receives the change with its replay', async () => {
  const { id } = await accepted();
  const stream = room.restaurant(aurora);
  const screen = await fixture.connect(cook);
  const { streams } = await screen.ok('sync', { streams: {} });
  const { seq, epoch } = streams[stream]!;
  screen.close();
  await lower(id, '2', 0);
  const again = await fixture.connect(cook);
  const { missed } = await again.ok('sync', { streams: { [stream]: { seq, epoch } } });
  expect(missed.map(({ event }) => event)).toContain('order:changed');
});
