import { type OrderFactData, defaultAlertPolicy, listedReason, rebuildOrder } from '@passline/contracts';
import { mentionsOf, withoutPeople } from './order.privacy.ts';

const at = new Date('2026-11-21T18:00:00Z');
const placed: OrderFactData['order.placed'] = {
  number: 'A7',
  restaurantId: 'r1',
  restaurantName: 'Trattoria Aurora',
  pickup: { address: 'Torstrasse 1', location: { lat: 52.5, lng: 13.4 } },
  timeZone: 'Europe/Berlin',
  customerId: 'c1',
  customerName: 'Ottilie Quix',
  customerPhone: '+49 170 5551234',
  items: [
    {
      id: '1',
      menuItemId: 'm',
      name: 'Pizza',
      unitPrice: 900,
      quantity: 2,
      note: 'for Otti',
      options: [],
      category: 'Pizza',
    },
  ],
  subtotal: 1800,
  discount: 0,
  deliveryFee: 200,
  totalAmount: 2000,
  currency: 'EUR',
  fulfilment: 'delivery',
  deliveryAddress: { text: 'Linienstrasse 9, Berlin', lat: 52.5, lng: 13.4 },
  paymentMethod: 'cash',
  paymentStatus: 'due',
  offerCode: 'TEN',
  offerTerms: { kind: 'percent', discountValue: 10 },
  areaCheck: null,
  tip: 0,
  note: 'Ring twice',
  alertPolicy: defaultAlertPolicy,
};
const finished: string[] = ['1'];
const mario = { id: 's1', name: 'Mario Surname' };
const facts = (
  [
    { type: 'order.placed', data: placed },
    { type: 'order.acknowledged', data: { by: mario } },
    { type: 'order.items_marked', data: { items: finished, state: 'done', by: mario } },
    { type: 'order.promised', data: { readyAt: at, deliverAt: null } },
    { type: 'order.moved', data: { from: 'pending', to: 'confirmed', undo: false, reason: null } },
    {
      type: 'order.courier_assigned',
      data: {
        courier: { id: 'k1', name: 'Carla Courier', phone: '+49 30 99887766' },
        previous: null,
        pickupAddress: 'Torstrasse 1',
        deliveryAddress: 'Linienstrasse 9, Berlin',
        deliverAt: null,
      },
    },
    {
      type: 'order.driver_named',
      data: { driver: { name: 'Enzo Driver' }, previous: 'k1', deliverAt: null },
    },
    { type: 'order.recalled', data: { from: 'delivered', to: 'out_for_delivery', reason: 'Nobody home' } },
    { type: 'order.payment_changed', data: { status: 'paid' } },
    { type: 'order.cancelled', data: { from: 'confirmed', reason: 'No more dough', by: 'staff' } },
  ] as const
).map((fact, index) => ({ ...fact, at, version: index + 1, actor: null }));

test('removing personal data keeps all amounts, states and ids', () => {
  const [before, after] = [facts, facts.map((fact) => withoutPeople(fact, mentionsOf(placed)))].map((life) =>
    rebuildOrder(life),
  );
  const text = JSON.stringify(after);
  for (const trace of [
    'Ottilie',
    'Quix',
    '5551234',
    'Linienstrasse',
    'Otti',
    'Ring',
    'Mario',
    'Carla',
    'Enzo',
    'Nobody',
    '99887766',
  ])
    expect(text).not.toContain(trace);
  expect(after).toEqual({
    ...before,
    customerName: '',
    customerPhone: null,
    deliveryAddress: null,
    note: null,
    items: [{ ...placed.items[0], note: null }],
    itemsDone: [{ id: '1', at, by: { id: 's1', name: '' } }],
    driver: { ...before!.driver, name: '' },
    recalled: { ...before!.recalled, reason: 'Removed' },
    alert: { ...before!.alert, acknowledgedBy: { id: 's1', name: '' } },
  });
});

test('removing personal data twice gives the same result', () => {
  const once = facts.map((fact) => withoutPeople(fact, mentionsOf(placed)));
  expect(once.map((fact) => withoutPeople(fact, () => false))).toEqual(once);
});

test.each([
  ['Mrs QUIX does not answer', true],
  ['called 0170/555 12 34', false],
  ['called +49 170 / 555 12 34', true],
  ['no answer at linienstrasse', true],
  ['No more dough', false],
])('the reason "%s" mentions the customer: %s', (reason, mentioned) => {
  expect(mentionsOf(placed)(reason)).toBe(mentioned);
});

test('a reason that the customer typed is always removed', () => {
  const fact = { type: 'order.cancelled', at, version: 2, actor: null } as const;
  const data = { from: 'pending', reason: 'My mother is ill', by: 'customer' } as const;
  expect(withoutPeople({ ...fact, data }, () => false).data.reason).toBe('Removed');
  const other = { ...data, code: 'other' } as const;
  expect(withoutPeople({ ...fact, data: other }, () => false).data).toEqual({ ...other, reason: 'Removed' });
});

test('a reason from the list stays, because nobody typed it', () => {
  const rest = { at, version: 2, actor: null };
  const cancelled = { from: 'pending', by: 'customer', ...listedReason('duplicate') } as const;
  const recalled = { from: 'delivered', to: 'ready', ...listedReason('not_received') } as const;
  expect(withoutPeople({ ...rest, type: 'order.cancelled', data: cancelled }, () => true).data).toEqual(
    cancelled,
  );
  expect(withoutPeople({ ...rest, type: 'order.recalled', data: recalled }, () => true).data).toEqual(
    recalled,
  );
});
