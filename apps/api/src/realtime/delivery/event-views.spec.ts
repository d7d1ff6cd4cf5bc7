import { wireEvents } from '@passline/contracts';
import { seenBy, viewOf } from './event-views.ts';

const orderNew = {
  orderId: 'o1',
  orderNumber: '7',
  restaurantId: 'r1',
  customerName: 'Jonas Weber',
  items: [
    {
      id: '1',
      menuItemId: 'm1',
      name: 'Soup',
      unitPrice: 500,
      quantity: 2,
      note: 'ring at Weber',
      options: [],
      category: '',
    },
  ],
  totalAmount: 1000,
  currency: 'EUR',
  status: 'pending',
  fulfilment: 'pickup',
  version: 1,
  details: {
    restaurantName: 'Aurora',
    customerId: 'c9',
    subtotal: 1000,
    discount: 0,
    deliveryFee: 0,
    deliveryAddress: { text: 'Weberstr. 1', lat: 52.5, lng: 13.4 },
    paymentMethod: 'cash',
    paymentStatus: 'due',
    offerCode: null,
    note: 'second door',
    createdAt: '2030-01-01T12:00:00.000Z',
    alertPolicy: { notReceivedAfter: 10, notAnsweredAfter: 60, autoCancelAfter: 600 },
  },
};
const assigned = {
  orderId: 'o1',
  riderId: 'c1',
  riderName: 'Tomasz Nowak',
  riderPhone: '+49 30 1',
  estimatedTime: null,
  version: 4,
};

it('shows the details of a new order to the staff only', () => {
  const views = {
    staff: viewOf('restaurant:r1', false),
    customer: viewOf('user:c9', false),
    courier: viewOf('order:o1', false),
    link: viewOf('order:o1', true),
    operator: viewOf('restaurant:r1', true),
  };
  const seen = Object.entries(views).flatMap(([who, view]) =>
    'details' in (seenBy(view, 'order:new', orderNew) as object) ? [who] : [],
  );
  expect(seen).toEqual(['staff']);
  expect(seenBy(views.staff, 'order:new', orderNew)).toEqual(orderNew);
});

describe('a watcher', () => {
  it.each([
    ['order:new', orderNew],
    ['order:rider_assigned', assigned],
    ['order:driver_named', { orderId: 'o1', driverName: 'Tomasz Nowak', estimatedTime: null, version: 2 }],
    [
      'order:acknowledged',
      { orderId: 'o1', by: 'Giulia Ferrante', at: new Date().toISOString(), version: 2 },
    ],
  ] as const)('sees no surname, telephone or note in %s', (event, payload) => {
    const seen = seenBy('watcher', event, payload);
    expect(JSON.stringify(seen)).not.toMatch(/Weber|Nowak|Ferrante|\+49/);
    expect(wireEvents[event].payload.safeParse(seen).success).toBe(true);
  });

  it.each(['chat:message', 'chat:read', 'payment:received', 'notification:new', 'unknown:event', 'toString'])(
    'does not receive %s',
    (event) => {
      expect(seenBy('watcher', event, { text: 'hello' })).toBeNull();
    },
  );
});
