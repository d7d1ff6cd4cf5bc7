import {
  applyOrderFact,
  defaultAgeing,
  defaultKitchen,
  defaultAlertPolicy,
  defaultReplacements,
  defaultScheduling,
  defaultVat,
  rebuildOrder,
  type CreateOrderRequest,
  type MenuItem,
  type OrderFact,
  type OrderState,
  type Restaurant,
  type RestaurantSettings,
} from '@passline/contracts';
import { dueOf, nextRung } from './alarm.ts';
import { cancel, escalate, move, type Draft } from './order.ts';
import { assessBasket, priceBasket, type PlacementTerms } from './basket.ts';
import { earningsOf } from './earnings.ts';
import { place, type Reserved } from './place.ts';
import { start } from './scheduled.ts';

const now = new Date('2026-11-21T18:00:00Z');
const ada = { id: 'c1', name: 'Ada', phone: '+49 30 1' };

const aurora: Restaurant = {
  id: 'r1',
  slug: 'trattoria-aurora',
  languages: ['en', 'de'],
  name: 'Trattoria Aurora',
  description: '',
  cuisine: 'Italian',
  address: 'Torstrasse 1',
  location: { lat: 52.5, lng: 13.4 },
  phone: null,
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  deliveryFee: 300,
  minimumOrder: 1_500,
  deliveryArea: null,
  embedOrigins: [],
  phoneRequired: false,
  version: 3,
  isOpen: true,
  busyMinutes: 0,
  until: null,
  message: null,
  opensAt: null,
  closesAt: null,
  closedBy: null,
  hours: null,
};
const settings: RestaurantSettings = {
  alertPolicy: defaultAlertPolicy,
  autoAccept: { enabled: false, readyInMinutes: 20 },
  ageing: defaultAgeing,
  kitchen: defaultKitchen,
  scheduling: defaultScheduling,
  pauseAfterUnanswered: null,
  replacements: defaultReplacements,
  phoneRequired: false,
  courierFee: { base: 300, perKm: 100 },
  ordersPerTrip: 1,
  vat: defaultVat,
  blockedCustomers: ['c9'],
};
const dish: MenuItem = {
  id: 'd1',
  restaurantId: 'r1',
  name: 'Margherita',
  description: '',
  category: 'Pizza',
  price: 900,
  available: true,
  until: null,
  allergens: null,
  picture: null,
  version: 1,
  options: [],
};

interface Change {
  restaurant?: Partial<Restaurant>;
  settings?: Partial<RestaurantSettings>;
}
const terms = (change: Change = {}): PlacementTerms => ({
  restaurant: { ...aurora, ...change.restaurant },
  settings: { ...settings, ...change.settings },
  menu: new Map([
    [dish.id, dish],
    ['d2', { ...dish, id: 'd2', name: 'Diavola', available: false }],
  ]),
  screens: 2,
});
const wanted = (more: Partial<CreateOrderRequest> = {}): CreateOrderRequest => ({
  restaurantId: 'r1',
  items: [{ menuItemId: 'd1', quantity: 2 }],
  fulfilment: 'delivery',
  deliveryAddress: 'Linienstrasse 9',
  paymentMethod: 'cash',
  ...more,
});
const basket = (more: Partial<CreateOrderRequest> = {}, change: Change = {}, customer = ada) =>
  priceBasket(wanted(more), customer, terms(change), ['cash', 'card'], now);

const stateAfter = (drafts: Draft[]) =>
  rebuildOrder(drafts.map((draft): OrderFact => ({ ...draft, at: now, version: 1, actor: null })));
const placed = (
  more: Partial<CreateOrderRequest> = {},
  change: Change = {},
  offer: Reserved['offer'] = null,
) => place(basket(more, change), { number: '7', offer }, now);

describe('the checks of a new order', () => {
  test('a card needs a payment provider', () => {
    const payable = (paymentMethod: 'cash' | 'card') => () =>
      priceBasket(wanted({ paymentMethod }), ada, terms(), ['cash'], now);
    expect(payable('card')).toThrow(expect.objectContaining({ code: 'payment_failed' }));
    expect(payable('cash')).not.toThrow();
  });

  test('a closed restaurant says why and until when, in its own time', () => {
    const shut = { isOpen: false, opensAt: '2026-11-22T10:00:00.000Z', message: 'Oven repair.' };
    expect(() => basket({}, { restaurant: shut })).toThrow(
      expect.objectContaining({
        code: 'restaurant_closed',
        message: 'Trattoria Aurora is closed. Oven repair. It opens again on Sunday 11:00.',
      }),
    );
    expect(() => basket({}, { restaurant: { isOpen: false } })).toThrow('Trattoria Aurora is closed.');
  });

  test('a blocked customer is rejected', () => {
    expect(() => basket({}, {}, { ...ada, id: 'c9' })).toThrow(
      expect.objectContaining({ code: 'customer_blocked' }),
    );
  });

  test('a delivery has to reach the minimum order before its fee; a pickup does not', () => {
    const one = { items: [{ menuItemId: 'd1', quantity: 1 }] };
    expect(() => basket(one)).toThrow(
      expect.objectContaining({
        code: 'below_minimum',
        message: 'Trattoria Aurora has a minimum order of €15.00 for delivery. This order is €9.00.',
        errors: [{ path: 'items', message: 'must cost at least €15.00 in total' }],
      }),
    );
    expect(basket({ ...one, fulfilment: 'pickup' }).subtotal).toBe(900);
    expect(basket().subtotal).toBe(1_800);
  });

  test('an address outside the delivery area is rejected by name; one without coordinates is accepted', () => {
    const restaurant = { deliveryArea: { radius: 2_000 } };
    const near = { text: 'Linienstrasse 9', lat: 52.51, lng: 13.4 };
    const far = { ...near, lat: 52.6 };
    expect(() => basket({ deliveryAddress: far }, { restaurant })).toThrow(
      expect.objectContaining({
        code: 'outside_delivery_area',
        errors: [{ path: 'deliveryAddress', message: 'is outside the delivery area of Trattoria Aurora' }],
      }),
    );
    const checked = (more: Partial<CreateOrderRequest>, change: Change = { restaurant }) =>
      stateAfter(placed(more, change)).areaCheck;
    expect(checked({ deliveryAddress: near })).toBe('inside');
    expect(checked({ deliveryAddress: 'Linienstrasse 9' })).toBe('unchecked');
    expect(checked({ deliveryAddress: far, fulfilment: 'pickup' })).toBeNull();
    expect(checked({ deliveryAddress: far }, {})).toBeNull();
  });

  test('the first problem is reported: closed, blocked, dishes, minimum order', () => {
    const one = { items: [{ menuItemId: 'd2', quantity: 1 }] };
    const codeOf = (change: Change, customerId: string) => {
      try {
        priceBasket(wanted(one), { ...ada, id: customerId }, terms(change), ['cash'], now);
        return 'accepted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf({ restaurant: { isOpen: false } }, 'c9')).toBe('restaurant_closed');
    expect(codeOf({}, 'c9')).toBe('customer_blocked');
    expect(codeOf({}, 'c1')).toBe('item_unavailable');
    const shut = terms({ restaurant: { isOpen: false } });
    const all = assessBasket(wanted({ ...one, paymentMethod: 'card' }), 'c9', shut, ['cash'], now);
    expect(all.refusals.map(({ code }) => code)).toEqual([
      'payment_failed',
      'restaurant_closed',
      'customer_blocked',
      'item_unavailable',
      'below_minimum',
    ]);
    // A visitor has no account that could be blocked.
    expect(assessBasket(wanted(), null, terms(), ['cash'], now).refusals).toEqual([]);
  });
});

describe('a new order', () => {
  test('is pending, with the prices of the menu and the fee of a delivery', () => {
    const facts = placed(
      { note: '  no onions ', tip: 250 },
      {},
      {
        code: 'TEN',
        discount: 180,
        terms: { kind: 'percent', discountValue: 10 },
      },
    );
    expect(facts.map(({ type }) => type)).toEqual(['order.placed']);
    expect(stateAfter(facts)).toMatchObject({
      number: '7',
      status: 'pending',
      restaurantId: 'r1',
      pickup: { address: 'Torstrasse 1', location: { lat: 52.5, lng: 13.4 } },
      customerId: 'c1',
      customerName: 'Ada',
      customerPhone: '+49 30 1',
      subtotal: 1_800,
      discount: 180,
      deliveryFee: 300,
      tip: 250,
      totalAmount: 2_170,
      currency: 'EUR',
      deliveryAddress: { text: 'Linienstrasse 9', lat: null, lng: null },
      paymentStatus: 'due',
      offerCode: 'TEN',
      note: 'no onions',
      alertPolicy: defaultAlertPolicy,
      screens: 2,
      promise: null,
    });
  });

  test('keeps the VAT rates of its fulfilment, and its sums add up to the total without the tip', () => {
    const vat = {
      enabled: true,
      rates: [
        { id: 'food', name: 'Food', rate: 700 },
        { id: 'all', name: 'Standard', rate: 1_900 },
      ],
      defaults: { pickup: 'all', delivery: 'food' },
      deliveryFee: 'all',
    };
    const order = stateAfter(placed({ tip: 250 }, { settings: { vat } }));
    expect(order.items[0]?.vat).toEqual({ name: 'Food', rate: 700 });
    expect(order).toMatchObject({
      deliveryFeeVat: { name: 'Standard', rate: 1_900 },
      vat: [
        { name: 'Food', rate: 700, gross: 1_800, net: 1_682, vat: 118 },
        { name: 'Standard', rate: 1_900, gross: 300, net: 252, vat: 48 },
      ],
    });
    const pickup = stateAfter(placed({ fulfilment: 'pickup' }, { settings: { vat } }));
    expect(pickup.vat).toEqual([{ name: 'Standard', rate: 1_900, gross: 1_800, net: 1_513, vat: 287 }]);
    expect(pickup).not.toHaveProperty('deliveryFeeVat');
    expect(stateAfter(placed())).not.toHaveProperty('vat');
  });

  test('has no fee and no address as a pickup, and waits for its payment with a card', () => {
    const order = stateAfter(placed({ fulfilment: 'pickup', paymentMethod: 'card' }));
    expect(order).toMatchObject({
      deliveryFee: 0,
      totalAmount: 1_800,
      deliveryAddress: null,
      paymentStatus: 'pending',
      offerCode: null,
      note: null,
    });
  });

  test('knows what its courier earns: the fee by the rule of now, and the tip', () => {
    const far = { text: 'Linienstrasse 9', lat: 52.5 + 2 / 111.195, lng: 13.4 };
    const earned = (more: Partial<CreateOrderRequest>) => earningsOf(stateAfter(placed(more)));
    expect(earned({ deliveryAddress: far, tip: 150 })).toEqual({ fee: 500, tip: 150, total: 650 });
    expect(earned({})).toEqual({ fee: 300, tip: 0, total: 300 });
    expect(earned({ fulfilment: 'pickup' }).total).toBe(0);
  });

  test('keeps the coordinates of its address', () => {
    const deliveryAddress = { text: 'Linienstrasse 9', lat: 52.52, lng: 13.4 };
    expect(stateAfter(placed({ deliveryAddress })).deliveryAddress).toEqual(deliveryAddress);
  });

  test('is accepted in the same write when the restaurant accepts automatically', () => {
    const facts = placed(
      {},
      { settings: { autoAccept: { enabled: true, readyInMinutes: 20 } }, restaurant: { busyMinutes: 15 } },
    );
    expect(facts.map(({ type }) => type)).toEqual(['order.placed', 'order.promised', 'order.moved']);
    const order = stateAfter(facts);
    expect(order.status).toBe('confirmed');
    expect(order.promise?.readyAt).toEqual(new Date(now.getTime() + 35 * 60_000));
    // The system accepted it, so no person has acknowledged the alarm.
    expect(order.alert.acknowledgedBy).toBeNull();
  });
});

describe('an order for later', () => {
  const scheduling = { ...defaultScheduling, enabled: true, leadMinutes: 40 };
  const later: Change = { settings: { scheduling } };
  /** Now is 19:00 in Berlin. */
  const eight = '2026-11-21T19:00:00.000Z';
  const at = (iso: string) => new Date(iso);
  const waiting = (more: Partial<CreateOrderRequest> = {}, change = later) =>
    stateAfter(placed({ scheduledFor: eight, ...more }, change));
  const after = (order: OrderState, drafts: Draft[], when: Date) =>
    drafts.reduce(
      (state, draft) => applyOrderFact(state, { ...draft, at: when, version: 2, actor: null }),
      order,
    );

  test('waits, also where orders are accepted automatically, and needs nothing before its lead time', () => {
    const order = waiting(
      {},
      { settings: { scheduling, autoAccept: { enabled: true, readyInMinutes: 20 } } },
    );
    expect(order).toMatchObject({
      status: 'scheduled',
      promise: null,
      // 20 minutes are the usual way to an address without coordinates.
      scheduled: {
        for: at(eight),
        startsAt: at('2026-11-21T18:20:00Z'),
        readyAt: at('2026-11-21T18:40:00Z'),
      },
    });
    expect(nextRung(order)).toBeNull();
    expect(dueOf(order)).toEqual(at('2026-11-21T18:20:00Z'));
    expect(waiting({ fulfilment: 'pickup' }).scheduled?.readyAt).toEqual(at(eight));
  });

  test('rings from its start on, and its clocks begin then', () => {
    const begins = at('2026-11-21T18:20:00Z');
    const ringing = after(waiting(), start(waiting(), { screens: 0, autoAccept: false }, begins), begins);
    expect(ringing).toMatchObject({ status: 'pending', screens: 0, reached: { pending: begins } });
    expect(nextRung(ringing)).toEqual({ rung: 'not_received', at: at('2026-11-21T18:20:03Z') });
    expect(escalate(ringing, 'not_answered', 0)).toMatchObject([{ data: { since: begins } }]);
  });

  test('is started earlier by staff, and then its times run from then on', () => {
    const early = at('2026-11-21T18:05:00Z');
    const order = waiting();
    const started = after(order, move(order, 'pending', 'staff', ada, early), early);
    expect(started).toMatchObject({ status: 'pending', scheduled: { startsAt: early, for: at(eight) } });
    expect(started.alert.acknowledgedAt).toBeNull();
    expect(() => move(order, 'confirmed', 'staff', ada, early)).toThrow('cannot become confirmed');
  });

  test('is promised for exactly the time that was chosen, by staff and automatically', () => {
    const begins = at('2026-11-21T18:20:17Z');
    const order = waiting();
    const accepted = after(order, start(order, { screens: 1, autoAccept: true }, begins), begins);
    expect(accepted).toMatchObject({
      status: 'confirmed',
      promise: { readyAt: at('2026-11-21T18:40:00Z'), deliverAt: at(eight) },
    });
  });

  test('that was promised on the telephone is accepted when its lead time begins, and does not ring', () => {
    const begins = at('2026-11-21T18:20:00Z');
    const order = { ...waiting(), channel: 'telephone' as const };
    const started = after(order, start(order, { screens: 1, autoAccept: false }, begins), begins);
    expect(started).toMatchObject({ status: 'confirmed', promise: { deliverAt: at(eight) } });
    expect(nextRung(started)).toBeNull();
  });

  test('can be cancelled by its customer while it waits', () => {
    expect(cancel(waiting(), { reason: 'Other plans' }, 'customer')).toMatchObject([
      { data: { from: 'scheduled' } },
    ]);
  });

  test.each([
    ['too soon', '2026-11-21T18:30:00Z', later, 'slot_past'],
    ['between slots', '2026-11-21T19:07:00Z', later, 'slot_outside_hours'],
    ['too far ahead', '2026-11-25T19:00:00Z', later, 'validation_failed'],
    ['where none are taken', eight, {}, 'validation_failed'],
    [
      'before a closure ends',
      eight,
      { ...later, restaurant: { isOpen: false, closedBy: 'staff' as const, until: '2026-11-21T20:00:00Z' } },
      'slot_outside_hours',
    ],
  ])('is refused %s', (_, scheduledFor, change, code) => {
    expect(() => basket({ scheduledFor }, change)).toThrow(expect.objectContaining({ code }));
  });

  test('is taken while the restaurant is closed by its hours', () => {
    const restaurant = { isOpen: false, closedBy: 'hours' as const, until: '2026-11-22T10:00:00Z' };
    expect(basket({ scheduledFor: eight }, { ...later, restaurant }).subtotal).toBe(1_800);
  });
});
