import { calls, type Quote, type RequestOf } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  orderRequest,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
  sakura,
  type Dish,
} from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { closeSockets, Connection } from './testing/sockets.ts';

let url: string;
let api: Api;
let owner: Api;
let operator: Api;
let otherOwner: Api;
let customer: Api;
let customer2: Api;
let dish: Dish;

beforeAll(async () => {
  ({ api, url } = await startServer());
  [owner, otherOwner, customer, customer2, operator] = await api.signInAll(
    'owner',
    'owner2',
    'customer',
    'customer2',
    'operator',
  );
  dish = await dishWithoutOptions(api);
});
afterEach(closeSockets);
afterAll(stopAll);

describe('placing an order', () => {
  test('the server sets prices, totals and the number', async () => {
    const restaurant = await api.ok(calls.getRestaurant, { params: { id: aurora } });
    const placed = await placeOrder(customer, dish, {
      items: [{ menuItemId: dish.id, quantity: 3, note: ' no onions ' }],
    });
    expect(placed).toMatchObject({
      status: 'pending',
      version: 1,
      restaurantName: restaurant.name,
      subtotal: 3 * dish.price,
      deliveryFee: restaurant.deliveryFee,
      totalAmount: 3 * dish.price + restaurant.deliveryFee,
      paymentStatus: 'due',
      deliveryAddress: { text: 'Linienstrasse 9, Berlin', lat: null, lng: null },
    });
    expect(placed.items[0]).toMatchObject({ name: dish.name, unitPrice: dish.price, note: 'no onions' });
    const next = await placeOrder(customer, dish, { fulfilment: 'pickup' });
    expect(Number(next.number)).toBe(Number(placed.number) + 1);
    expect(next).toMatchObject({ deliveryFee: 0, deliveryAddress: null });
  });

  test('the same key and body return the same order, also at once; another body is a mismatch', async () => {
    const keyed = customer.as(customer.token, { 'idempotency-key': 'dinner-1' });
    const send = (body = orderRequest(dish)) => keyed.send(calls.placeOrder, { body });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
    const orders = await Promise.all(answers.map(async (answer) => (await answer.json()) as { id: string }));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect((await keyed.refused(calls.placeOrder, { body: orderRequest(dish, { note: 'now!' }) })).code).toBe(
      'idempotency_mismatch',
    );
    // Keys are separate for each customer.
    const other = customer2.as(customer2.token, { 'idempotency-key': 'dinner-1' });
    expect((await other.ok(calls.placeOrder, { body: orderRequest(dish) })).id).not.toBe(orders[0]!.id);
    const bad = customer.as(customer.token, { 'idempotency-key': 'x'.repeat(201) });
    expect((await bad.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe(
      'validation_failed',
    );
  });

  test('a guest who lost the answer and reloaded the page gets the same order, with a new token', async () => {
    const guest = { name: 'Gina Guest', phone: '+49 30 5550199' };
    const opened = await api.ok(calls.openGuest, { body: guest });
    const key = { 'idempotency-key': 'basket-7' };
    const body = orderRequest(dish, { note: 'Ring twice', tip: 100 });
    // The page is closed before it has read the answer.
    const closing = new AbortController();
    const lost = api
      .as(opened.accessToken, key)
      .fetch('/api/v1/orders', {
        method: 'POST',
        signal: closing.signal,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      .catch((error: unknown) => error);
    const mine = api.as(opened.accessToken);
    const { items } = await eventually(
      () => mine.ok(calls.listOrders),
      (page) => page.items.length === 1,
    );
    closing.abort();
    await lost;
    const { refreshToken } = opened;
    const reloaded = await api.ok(calls.refresh, { body: { refreshToken } });
    const again = await api.as(reloaded.accessToken, key).send(calls.placeOrder, { body });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ id: items[0]!.id, tip: 100, version: 1 });
    expect((await api.as(reloaded.accessToken).ok(calls.listOrders)).items).toHaveLength(1);
  });

  test('all errors are reported, and no order is placed', async () => {
    const before = await customer.ok(calls.listOrders, {});
    const refused = async (more: object) =>
      customer.refused(calls.placeOrder, { body: orderRequest(dish, more) });
    expect(await refused({ items: [] })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'items' }],
    });
    expect(await refused({ items: [{ menuItemId: dish.id, quantity: 0 }] })).toMatchObject({
      errors: [{ path: 'items.0.quantity' }],
    });
    expect(await refused({ items: [{ menuItemId: dish.id, quantity: 1, price: 1 }] })).toMatchObject({
      code: 'validation_failed',
    });
    expect(await refused({ deliveryAddress: undefined })).toMatchObject({
      errors: [{ path: 'deliveryAddress' }],
    });
    expect(await refused({ items: [{ menuItemId: 'nothing', quantity: 1 }] })).toMatchObject({
      code: 'item_unavailable',
      errors: [{ path: 'items.0.menuItemId', message: 'is not on the menu' }],
    });
    expect((await refused({ restaurantId: 'nowhere' })).code).toBe('not_found');
    expect((await refused({ restaurantId: { $ne: '' } })).code).toBe('validation_failed');
    expect((await refused({ offerCode: 'NONSENSE' })).code).toBe('offer_invalid');
    expect((await owner.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe('forbidden');
    expect((await api.refused(calls.placeOrder, { body: orderRequest(dish) })).status).toBe(401);
    const after = await customer.ok(calls.listOrders, {});
    expect(after.items.length).toBe(before.items.length);
  });

  test('a closed restaurant and a sold-out dish are rejected with advice', async () => {
    const sushi = await dishWithoutOptions(api, sakura);
    const body = orderRequest(sushi, { restaurantId: sakura });
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: false },
    });
    expect((await customer.refused(calls.placeOrder, { body })).detail).toContain(
      `${sushi.name} is sold out`,
    );
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: true },
    });
    await otherOwner.ok(calls.changeStatus, {
      params: { id: sakura },
      body: { isOpen: false, message: 'Oven trouble.' },
    });
    expect(await customer.refused(calls.placeOrder, { body })).toMatchObject({
      code: 'restaurant_closed',
      detail: expect.stringMatching(/is closed\. Oven trouble\. It opens again on \w+day/),
    });
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { isOpen: true } });
  });

  test('a blocked customer gets the reason', async () => {
    const guest = await registerCustomer(api, 'blocked@example.com');
    await owner.ok(calls.blockCustomer, { params: { id: aurora }, body: { customerId: guest.id } });
    expect((await guest.refused(calls.placeOrder, { body: orderRequest(dish) })).code).toBe(
      'customer_blocked',
    );
  });

  test('automatic acceptance confirms in the same write, and busy minutes are added', async () => {
    const sushi = await dishWithoutOptions(api, sakura);
    await otherOwner.ok(calls.changeRestaurant, {
      params: { id: sakura },
      body: { autoAccept: { enabled: true, readyInMinutes: 20 } },
    });
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { busyMinutes: 15 } });
    const placed = await placeOrder(customer, sushi, { restaurantId: sakura });
    expect(placed).toMatchObject({ status: 'confirmed', version: 1 });
    const minutes = (Date.parse(placed.promise!.readyAt!) - Date.parse(placed.createdAt)) / 60_000;
    expect(minutes).toBe(35);
    await otherOwner.ok(calls.changeRestaurant, {
      params: { id: sakura },
      body: { autoAccept: { enabled: false } },
    });
  });
});

describe('a tip', () => {
  test('is part of the total and an amount of its own; it is never discounted, and is for couriers only', async () => {
    const offer = { code: 'HALF', percent: 50, until: null };
    await owner.ok(calls.createOffer, { params: { id: aurora }, body: offer });
    const screen = await Connection.as(api.url, owner.token);
    const placed = await placeOrder(customer, dish, { tip: 350, offerCode: 'HALF' });
    expect(placed).toMatchObject({
      tip: 350,
      discount: Math.round((3 * dish.price) / 2),
      totalAmount: placed.subtotal - placed.discount + placed.deliveryFee + 350,
    });
    const params = { id: placed.id };
    expect(await owner.ok(calls.getOrder, { params })).toMatchObject({ tip: 350 });
    const { items } = await customer.ok(calls.getOrderEvents, { params });
    expect(items[0]).toMatchObject({ type: 'order.placed', data: { tip: 350 } });
    const { payload } = await screen.next('order:new', ({ orderId }) => orderId === placed.id);
    expect(payload).toMatchObject({ totalAmount: placed.totalAmount, details: { tip: 350 } });
    expect((await placeOrder(customer, dish)).tip).toBe(0);
    const refused = async (more: object) =>
      customer.refused(calls.placeOrder, { body: orderRequest(dish, more) });
    const wrong = { code: 'validation_failed', errors: [{ path: 'tip' }] };
    expect(await refused({ tip: 100, fulfilment: 'pickup' })).toMatchObject(wrong);
    expect(await refused({ tip: -1 })).toMatchObject(wrong);
    expect(await refused({ tip: 1.5 })).toMatchObject(wrong);
    expect(await refused({ tip: 1_000_001 })).toMatchObject(wrong);
  });
});

test('a delivery may need a telephone number: of the order, or of the account', async () => {
  const require = (phoneRequired: boolean) =>
    owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { phoneRequired } });
  const without = await registerCustomer(api, 'no-number@example.com');
  expect((await require(true)).phoneRequired).toBe(true);
  expect((await owner.ok(calls.getSettings, { params: { id: aurora } })).phoneRequired).toBe(true);
  expect(await without.refused(calls.placeOrder, { body: orderRequest(dish) })).toMatchObject({
    code: 'phone_required',
    errors: [{ path: 'phone' }],
  });
  await placeOrder(without, dish, { phone: '+49 30 5550142' });
  await placeOrder(without, dish, { fulfilment: 'pickup' });
  await placeOrder(customer, dish);
  expect((await require(false)).phoneRequired).toBe(false);
  await placeOrder(without, dish);
});

describe('a delivery area', () => {
  const change = (deliveryArea: RequestOf<typeof calls.changeRestaurant>['body']['deliveryArea']) =>
    owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { deliveryArea } });
  const near = { text: 'Torstrasse 130, Berlin', lat: 52.5299, lng: 13.4021 };
  const far = { text: 'Alt-Tegel 9, Berlin', lat: 52.5891, lng: 13.2835 };
  afterAll(() => change(null));
  /** What the quote and the order say of an address. */
  const checked = async (deliveryAddress: RequestOf<typeof calls.placeOrder>['body']['deliveryAddress']) => {
    const { restaurantId: _, ...wanted } = orderRequest(dish, { deliveryAddress });
    const quoted = await api.ok(calls.quoteOrder, { params: { id: aurora }, body: wanted });
    const answer = await customer.send(calls.placeOrder, { body: orderRequest(dish, { deliveryAddress }) });
    const { areaCheck, code } = (await answer.json()) as { areaCheck?: string | null; code?: string };
    const problems = quoted.problems.map((problem) => [problem.code, problem.path]);
    return [quoted.areaCheck, problems, areaCheck ?? code ?? null];
  };
  const refused = ['outside', [['outside_delivery_area', 'deliveryAddress']], 'outside_delivery_area'];

  test('around the restaurant refuses addresses outside; without coordinates the order says that none was checked', async () => {
    expect(await checked(far)).toEqual([null, [], null]);
    expect(await change({ radius: 3_000 })).toMatchObject({ deliveryArea: { radius: 3_000 } });
    expect(await checked(near)).toEqual(['inside', [], 'inside']);
    expect(await checked(far)).toEqual(refused);
    expect(await checked('Alt-Tegel 9, Berlin')).toEqual(['unchecked', [], 'unchecked']);
    expect((await placeOrder(customer, dish, { fulfilment: 'pickup' })).areaCheck).toBeNull();
  });

  test('within a line replaces one around the restaurant, and ends when it is removed', async () => {
    const polygon = [
      { lat: 52.58, lng: 13.27 },
      { lat: 52.6, lng: 13.27 },
      { lat: 52.6, lng: 13.3 },
      { lat: 52.58, lng: 13.3 },
    ];
    expect((await change({ polygon })).deliveryArea).toEqual({ polygon });
    expect((await api.ok(calls.getRestaurant, { params: { id: aurora } })).deliveryArea).toEqual({ polygon });
    expect(await checked(far)).toEqual(['inside', [], 'inside']);
    expect(await checked(near)).toEqual(refused);
    expect((await change(null)).deliveryArea).toBeNull();
    expect(await checked(near)).toEqual([null, [], null]);
  });

  test.each([
    ['nothing', {}, 'deliveryArea'],
    [
      'two areas',
      { radius: 500, polygon: [near, far, near].map(({ lat, lng }) => ({ lat, lng })) },
      'deliveryArea',
    ],
    ['a radius of ten metres', { radius: 10 }, 'deliveryArea.radius'],
    [
      'two corners',
      {
        polygon: [
          { lat: 1, lng: 1 },
          { lat: 2, lng: 2 },
        ],
      },
      'deliveryArea.polygon',
    ],
    [
      'a point for a line',
      { polygon: Array.from({ length: 3 }, () => ({ lat: 1, lng: 1 })) },
      'deliveryArea.polygon',
    ],
    [
      'a corner that is not on earth',
      { polygon: [1, 2, 91].map((lat) => ({ lat, lng: lat })) },
      'deliveryArea.polygon.2.lat',
    ],
  ])('cannot be %s', async (_, deliveryArea, path) => {
    const request = { params: { id: aurora }, body: { deliveryArea } };
    const refusal = await owner.refused(calls.changeRestaurant, request);
    expect(refusal.code).toBe('validation_failed');
    expect(refusal.errors?.map((error) => error.path)).toContain(path);
  });
});

describe('an order by telephone', () => {
  const params = { id: aurora };
  type Entered = RequestOf<typeof calls.placeTelephoneOrder>['body'];
  const request = (more: Partial<Entered> = {}): Entered => ({
    customer: { name: 'Tom Ringer', phone: '030 / 555-0111' },
    items: [{ menuItemId: dish.id, quantity: 3 }],
    fulfilment: 'delivery',
    deliveryAddress: 'Torstrasse 1, Berlin',
    readyInMinutes: 35,
    ...more,
  });
  const enter = (more: Partial<Entered> = {}, by = owner) =>
    by.ok(calls.placeTelephoneOrder, { params, body: request(more) });
  const refused = async (more: Partial<Entered>, by = owner) =>
    (await by.refused(calls.placeTelephoneOrder, { params, body: request(more) })).code;
  const find = async (phone: string, by = owner, id = aurora) =>
    (await by.ok(calls.findTelephoneCustomer, { params: { id }, query: { phone } })).customer;

  test('is accepted at once with the minutes of staff, and other screens see who ordered how', async () => {
    const [kitchen] = await api.signInAll('kitchen');
    const screen = await Connection.as(url, kitchen.token);
    const placed = await enter({ note: 'Second floor' });
    const me = await owner.ok(calls.me);
    expect(placed).toMatchObject({
      channel: 'telephone',
      status: 'confirmed',
      customerName: 'Tom Ringer',
      customerPhone: '030 / 555-0111',
      paymentMethod: 'cash',
      paymentStatus: 'due',
      note: 'Second floor',
      alert: { acknowledgedBy: { id: me.id }, unanswered: null },
    });
    const minutes = (Date.parse(placed.promise!.readyAt!) - Date.parse(placed.createdAt)) / 60_000;
    expect(minutes).toBeCloseTo(35, 1);
    const isThis = ({ orderId }: { orderId: string }) => orderId === placed.id;
    expect((await screen.next('order:new', isThis)).payload.details).toMatchObject({
      channel: 'telephone',
      deliveryAddress: { text: 'Torstrasse 1, Berlin' },
    });
    expect((await screen.next('order:status:update', isThis)).payload.status).toBe('confirmed');
    const one = { params: { id: placed.id } };
    const { items: history } = await owner.ok(calls.getOrderEvents, one);
    expect(history[0]).toMatchObject({ type: 'order.placed', actor: { id: me.id, name: me.name } });
    const { url: link } = await owner.ok(calls.createTrackingLink, one);
    const { token } = /\/track\/(?<token>.+)$/.exec(link)!.groups!;
    expect(await api.ok(calls.track, { params: { token: token! } })).toMatchObject({ status: 'confirmed' });
    // Orders of customers say that they came online.
    // No new order here: its alarm would escalate within a later test that compares lists.
    expect((await customer.ok(calls.listOrders)).items[0]).toMatchObject({ channel: 'online' });
    const { perChannel } = await owner.ok(calls.getReport, { params });
    expect(perChannel.find(({ channel }) => channel === 'telephone')!.orders).toBeGreaterThan(0);
  });

  test('follows the rules of every order, and is entered only by staff of the restaurant', async () => {
    expect(await refused({ items: [{ menuItemId: 'nothing', quantity: 1 }] })).toBe('item_unavailable');
    expect(await refused({ deliveryAddress: undefined })).toBe('validation_failed');
    expect(await refused({ scheduledFor: '2030-01-01T18:00:00Z' })).toBe('validation_failed');
    const body = { isOpen: false };
    await owner.ok(calls.changeStatus, { params, body });
    expect(await refused({})).toBe('restaurant_closed');
    await owner.ok(calls.changeStatus, { params, body: { isOpen: true } });
    expect(await refused({}, otherOwner)).toBe('forbidden');
    expect(await refused({}, customer)).toBe('forbidden');
    const query = { phone: '030 5550111' };
    expect((await otherOwner.refused(calls.findTelephoneCustomer, { params, query })).code).toBe('forbidden');
    expect(await find('030 5550111', otherOwner, sakura)).toBeNull();
  });

  test('is placed once for a key, whatever number the repetition names', async () => {
    const keyed = owner.as(owner.token, { 'idempotency-key': 'call-1' });
    const phone = '030 5550112';
    const body = request({ customer: { name: 'Ida', phone } });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => keyed.send(calls.placeTelephoneOrder, { params, body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    const ids = await Promise.all(answers.map(async (it) => ((await it.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
    const another = request({ customer: { name: 'Ida', phone: '030 5550113' } });
    expect((await keyed.refused(calls.placeTelephoneOrder, { params, body: another })).code).toBe(
      'idempotency_mismatch',
    );
  });

  test('a number that called before offers name and addresses, can be blocked, and is forgotten when erased', async () => {
    const customerOf = (phone: string, name = 'Rosa Ring') => ({ customer: { name, phone } });
    expect(await find('+49 30 5550114')).toBeNull();
    const first = await enter(customerOf('+49 30 5550114'));
    const second = await enter({
      ...customerOf('0049 (30) 555 01 14', 'Rosa'),
      deliveryAddress: 'Am Ufer 2, Berlin',
    });
    await enter({
      ...customerOf('+49305550114', 'Rosa R.'),
      fulfilment: 'pickup',
      deliveryAddress: undefined,
    });
    const known = await find('+49 30 5550114');
    expect(known).toEqual({
      id: first.customerId,
      name: 'Rosa R.',
      phone: '+49305550114',
      addresses: [
        { text: 'Am Ufer 2, Berlin', lat: null, lng: null },
        { text: 'Torstrasse 1, Berlin', lat: null, lng: null },
      ],
    });
    expect(second.customerId).toBe(first.customerId);
    await owner.ok(calls.blockCustomer, { params, body: { customerId: first.customerId } });
    expect(await refused(customerOf('+49 30 5550114'))).toBe('customer_blocked');
    await owner.ok(calls.unblockCustomer, { params: { id: aurora, customerId: first.customerId } });

    const account = { params: { id: first.customerId } };
    expect((await operator.refused(calls.eraseUser, account)).code).toBe('order_open');
    const { items } = await owner.ok(calls.listOrders, { query: { status: 'open', limit: 100 } });
    for (const { id, customerId } of items)
      if (customerId === first.customerId)
        await owner.ok(calls.cancelOrder, { params: { id }, body: { reason: 'Wrong number' } });
    const data = await operator.ok(calls.exportUser, account);
    expect(data.orders).toHaveLength(3);
    // Nobody could read what happens to the order.
    expect(data.notifications).toEqual([]);
    await operator.ok(calls.eraseUser, account);
    expect(await find('+49 30 5550114')).toBeNull();
    const gone = await eventually(
      () => owner.ok(calls.getOrder, { params: { id: first.id } }),
      ({ customerName }) => customerName === 'Removed',
    );
    expect(gone).toMatchObject({ deliveryAddress: null, channel: 'telephone' });
    expect((await enter(customerOf('+49 30 5550114'))).customerId).not.toBe(first.customerId);
  });
});

describe('a quote', () => {
  const quote = (body: RequestOf<typeof calls.quoteOrder>['body'], id = aurora) =>
    api.ok(calls.quoteOrder, { params: { id }, body });
  const basket = (more = {}) => {
    const { restaurantId: _, paymentMethod: __, ...body } = orderRequest(dish, more);
    return body;
  };
  const codes = ({ problems }: Quote) => problems.map(({ code, path }) => [code, path]);

  test('has the amounts of the order that is placed next, for visitors without an account', async () => {
    await owner.ok(calls.createOffer, { params: { id: aurora }, body: { code: 'TENTH', percent: 10 } });
    const { categories } = await api.ok(calls.getMenu, { params: { id: aurora } });
    const pizza = categories.flatMap(({ items }) => items).find(({ name }) => name === 'Diavola')!;
    const [size, toppings] = pizza.options;
    const [large, olives] = [size!.choices[1]!, toppings!.choices[3]!];
    const more = {
      items: [
        { menuItemId: dish.id, quantity: 2, note: 'no onions' },
        { menuItemId: pizza.id, quantity: 3, options: [large.id, olives.id] },
      ],
      offerCode: 'TENTH',
      tip: 200,
    };
    const quoted = await quote(basket(more));
    const placed = await placeOrder(customer, dish, more);
    expect(quoted).toMatchObject({
      problems: [],
      currency: 'EUR',
      minimumOrder: 1000,
      subtotal: placed.subtotal,
      discount: placed.discount,
      deliveryFee: placed.deliveryFee,
      tip: 200,
      totalAmount: placed.totalAmount,
    });
    expect(quoted.discount).toBeGreaterThan(0);
    const unitPrice = pizza.price + large.price + olives.price;
    expect(quoted.lines[1]).toMatchObject({
      menuItemId: pizza.id,
      name: 'Diavola',
      quantity: 3,
      options: [{ name: large.name }, { name: olives.name }],
      unitPrice,
      amount: 3 * unitPrice,
      isOrderable: true,
    });
    const { tip: _, ...withoutTip } = basket(more);
    expect(await quote({ ...withoutTip, fulfilment: 'pickup' })).toMatchObject({
      deliveryFee: 0,
      tip: 0,
      minimumOrder: 0,
      totalAmount: placed.subtotal - placed.discount,
    });
  });

  test('names everything that would refuse the order, with the codes of placing it, and changes nothing', async () => {
    const sushi = await dishWithoutOptions(api, sakura);
    const before = await customer.ok(calls.listOrders, {});
    const body = {
      items: [
        { menuItemId: sushi.id, quantity: 1 },
        { menuItemId: 'nothing', quantity: 1 },
        { menuItemId: sushi.id, quantity: 1, options: ['none'] },
      ],
      fulfilment: 'delivery' as const,
      offerCode: 'NONE',
    };
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { isOpen: false } });
    const quoted = await quote(body, sakura);
    expect(codes(quoted)).toEqual([
      ['restaurant_closed', 'scheduledFor'],
      ['item_unavailable', 'items.1.menuItemId'],
      ['item_unavailable', 'items.2.options'],
      ['below_minimum', 'items'],
      ['offer_invalid', 'offerCode'],
    ]);
    const { opensAt } = await api.ok(calls.getRestaurant, { params: { id: sakura } });
    expect(quoted.problems[0]).toMatchObject({ opensAt });
    expect(quoted.lines.map(({ name, amount, isOrderable }) => [name, amount, isOrderable])).toEqual([
      [sushi.name, sushi.price, true],
      [null, null, false],
      [sushi.name, sushi.price, false],
    ]);
    expect(quoted.subtotal).toBe(sushi.price);
    await otherOwner.ok(calls.changeStatus, { params: { id: sakura }, body: { isOpen: true } });
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: false },
    });
    expect(codes(await quote({ ...body, items: [{ menuItemId: sushi.id, quantity: 9 }] }, sakura))).toEqual([
      ['item_unavailable', 'items.0.menuItemId'],
      ['below_minimum', 'items'],
      ['offer_invalid', 'offerCode'],
    ]);
    await otherOwner.ok(calls.changeAvailability, {
      params: { id: sakura, itemId: sushi.id },
      body: { available: true },
    });
    expect((await customer.ok(calls.listOrders, {})).items).toEqual(before.items);
  });

  test('uses no offer up, and names one that has no uses left', async () => {
    await owner.ok(calls.createOffer, {
      params: { id: aurora },
      body: { code: 'ONCE', percent: 10, maxUses: 1 },
    });
    for (let i = 0; i < 3; i += 1) expect(codes(await quote(basket({ offerCode: 'ONCE' })))).toEqual([]);
    await placeOrder(customer, dish, { offerCode: 'ONCE' });
    const used = await eventually(
      () => quote(basket({ offerCode: 'ONCE' })),
      ({ problems }) => problems.length > 0,
    );
    expect(codes(used)).toEqual([['offer_invalid', 'offerCode']]);
    expect(used).toMatchObject({ discount: 0, totalAmount: used.subtotal + used.deliveryFee });
  });

  test('of a wrong form, or of an unknown restaurant, is a problem', async () => {
    const refused = async (body: object, id = aurora) =>
      api.refused(calls.quoteOrder, { params: { id }, body: body as never });
    expect((await refused(basket(), 'nowhere')).code).toBe('not_found');
    expect(await refused({ ...basket(), colour: 'red' })).toMatchObject({ errors: [{ path: 'colour' }] });
    expect(await refused({ ...basket(), items: [] })).toMatchObject({ errors: [{ path: 'items' }] });
    expect(await refused({ ...basket({ fulfilment: 'pickup' }), tip: 1 })).toMatchObject({
      errors: [{ path: 'tip' }],
    });
  });
});

describe('an order that is not answered', () => {
  test('escalates at its stored times, also when the process dies in between', async () => {
    const own = await startServer();
    const [staff, guest] = await own.api.signInAll('owner', 'customer');
    await staff.ok(calls.changeRestaurant, {
      params: { id: aurora },
      body: { alertPolicy: { notReceivedAfter: 5, notAnsweredAfter: 10, autoCancelAfter: 60 } },
    });
    const { id } = await placeOrder(guest, await dishWithoutOptions(own.api));
    await own.stop('SIGKILL');
    const again = await own.startAgain();
    const back = await again.api.signIn('customer');
    const seen = (rung: string) =>
      eventually(
        () => back.ok(calls.getOrder, { params: { id } }),
        ({ alert }) => alert.unanswered === rung,
        20_000,
      );
    await seen('not_received');
    await seen('not_answered');
    const { items } = await back.ok(calls.getOrderEvents, { params: { id } });
    expect(items.map(({ type, data }) => [type, (data as { cause?: string }).cause])).toEqual([
      ['order.placed', undefined],
      ['order.unanswered', 'not_received'],
      ['order.unanswered', 'not_answered'],
    ]);
    await again.stop();
  });
});
