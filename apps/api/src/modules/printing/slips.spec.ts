import type { OrderState } from '@passline/contracts';
import { orderSlips } from './slips.ts';
import { stationSlip } from './station-slip.ts';

const sender = { name: 'Trattoria Aurora', phone: '+49 30 5550100' };
const printer = { name: 'Kitchen', language: 'en' as const };
const job = { _id: '0123456789abcdef', attempts: 0, copies: 1 };
const order = {
  number: 'A12',
  status: 'confirmed',
  fulfilment: 'pickup',
  timeZone: 'Europe/Berlin',
  createdAt: new Date('2030-01-01T17:05:00Z'),
  promise: { readyAt: new Date('2030-01-01T17:25:00Z'), deliverAt: null },
  note: null,
  items: [
    {
      quantity: 2,
      name: 'Margherita',
      options: [
        { id: 'l', name: 'Large', isDefault: false },
        { id: 'w', name: 'Wheat', isDefault: true },
      ],
      note: 'Severe nut allergy',
    },
  ],
  customerName: 'Anna Kraus',
  customerPhone: '+49 170 1234567',
  deliveryAddress: null,
  currency: 'EUR',
  totalAmount: 2_450,
  paymentMethod: 'card',
  paymentStatus: 'paid',
} as unknown as OrderState;

const printed = (more: Partial<OrderState> = {}, of = job) =>
  orderSlips({ ...order, ...more }, null, sender, printer, of).toString('latin1');

test('an allergy has a line of its own, and usual choices are left out', () => {
  expect(printed()).toMatch(/2 x Margherita[\s\S]+ALLERGY[\s\S]+Severe nut allergy/);
  expect(printed()).toContain('+ Large');
  expect(printed()).not.toContain('Wheat');
});

test('times are those of the restaurant, and what is paid says so', () => {
  expect(printed()).toMatch(/Ordered 18:05 +Ready 18:25/);
  expect(printed()).toMatch(/Total +\xd524\.50/);
  expect(printed()).toContain('Paid');
  expect(printed({ paymentStatus: 'failed' })).toContain('Not paid: card');
});

test('a tip for the courier is an amount of its own, above the total that contains it', () => {
  expect(printed({ tip: 300, totalAmount: 2_750 })).toMatch(
    /Tip for the courier +\xd53\.00\s+(?:.*\s)?.*Total +\xd527\.50/,
  );
  expect(printed()).not.toContain('Tip');
});

test('the VAT in the total is listed by rate, for orders that have rates', () => {
  const vat = [
    { name: 'Speisen', rate: 700, gross: 1_260, net: 1_178, vat: 82 },
    { name: 'Getränke', rate: 1_900, gross: 1_190, net: 1_000, vat: 190 },
  ];
  expect(printed({ vat })).toMatch(
    /Total +\xd524\.50[\s\S]+VAT included[\s\S]+ {2}Speisen 7% of \xd512\.60 +\xd50\.82[\s\S]+ {2}Getr\x84nke 19% of \xd511\.90 +\xd51\.90/,
  );
  expect(printed()).not.toContain('VAT');
});

test('an order that staff entered says so, for the kitchen too', () => {
  expect(printed({ channel: 'telephone' })).toContain('Telephone order');
  expect(printed()).not.toContain('Telephone order');
});

test('an order for later says for when', () => {
  const at = new Date('2030-01-04T18:30:00Z');
  expect(printed({ scheduled: { for: at, startsAt: at, readyAt: at } })).toMatch(/FOR Fri,? 04\/01, 19:30/);
});

test('an order whose items changed says what differs', () => {
  const at = new Date('2030-01-01T17:10:00Z');
  const change = { item: '2', menuItemId: 'm', category: 'Pizza', from: 2, at };
  const slip = printed({
    changes: [
      { ...change, name: 'Diavola', to: 1, replacement: null },
      { ...change, name: 'Tiramisu', to: 0, replacement: null },
      { ...change, name: 'Funghi', to: 0, replacement: { ...order.items[0]!, quantity: 1 } },
    ],
  });
  expect(slip).toMatch(
    /CHANGED[\s\S]+ONLY 1 instead of 2: Diavola[\s\S]+NOT: 2 x Tiramisu[\s\S]+INSTEAD: 1 x Margherita[\s\S]+#A12/,
  );
  expect(printed()).not.toContain('CHANGED');
});

test('the telephone number of the customer is printed only while the order is open', () => {
  expect(printed()).toContain('+49 170 1234567');
  expect(printed({ status: 'delivered' })).not.toContain('+49 170');
  expect(printed({ status: 'cancelled' })).toContain('CANCELLED');
});

test('each copy is a slip of its own, and a repeated attempt says so on every copy', () => {
  const slips = printed({}, { ...job, copies: 2, attempts: 1 });
  expect(slips.match(/this may be a double/g)).toHaveLength(2);
  expect(slips.match(/Slip ABCDEF/g)).toHaveLength(2);
  expect(slips).toContain('Copy 2 of 2');
});

describe('the slip of a station', () => {
  const stations = [
    { id: 'oven', name: 'Oven', categories: ['Pizza'], dishes: [] },
    { id: 'cold', name: 'Cold', categories: ['Salads'], dishes: ['tiramisu'] },
  ];
  const items = [
    { ...order.items[0]!, id: '1', menuItemId: 'margherita', category: 'Pizza' },
    { ...order.items[0]!, id: '2', menuItemId: 'tiramisu', category: 'Desserts', name: 'Tiramisu' },
    { ...order.items[0]!, id: '3', menuItemId: 'water', category: 'Drinks', name: 'Water' },
  ];
  const of = (stationId: string | null, list = items) => stationSlip(stations, stationId, list);

  test('has its dishes and those of no station, and names the others', () => {
    const oven = of('oven')!;
    expect(oven.items.map(({ name }) => name)).toEqual(['Margherita', 'Water']);
    const slip = orderSlips({ ...order, items }, oven, sender, printer, job).toString('latin1');
    expect(slip).toContain('Oven');
    expect(slip).toContain('Also at: Cold');
    expect(slip).not.toMatch(/Tiramisu|Anna Kraus|Total/);
  });

  test('is empty when the station has no part in the order', () => {
    expect(of('cold', [items[0]!])!.items).toEqual([]);
  });

  test('is the whole order when the station no longer exists', () => {
    expect(of(null)).toBeNull();
    expect(of('grill')).toBeNull();
  });
});
