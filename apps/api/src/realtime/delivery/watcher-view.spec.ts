import { wireEvents } from '@passline/contracts';
import { watcherView } from './watcher-view.ts';

const orderNew = {
  orderId: 'o1',
  orderNumber: '7',
  restaurantId: 'r1',
  customerName: 'Jonas Weber',
  items: [
    {
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
};
const assigned = {
  orderId: 'o1',
  riderId: 'c1',
  riderName: 'Tomasz Nowak',
  riderPhone: '+49 30 1',
  estimatedTime: null,
  version: 4,
};

describe('a watcher', () => {
  it.each([
    ['order:new', orderNew],
    ['order:rider_assigned', assigned],
    [
      'order:acknowledged',
      { orderId: 'o1', by: 'Giulia Ferrante', at: new Date().toISOString(), version: 2 },
    ],
  ] as const)('sees no surname, telephone or note in %s', (event, payload) => {
    const seen = watcherView(event, payload);
    expect(JSON.stringify(seen)).not.toMatch(/Weber|Nowak|Ferrante|\+49/);
    expect(wireEvents[event].payload.safeParse(seen).success).toBe(true);
  });

  it.each(['chat:message', 'chat:read', 'payment:received', 'notification:new', 'unknown:event', 'toString'])(
    'does not receive %s',
    (event) => {
      expect(watcherView(event, { text: 'hello' })).toBeNull();
    },
  );
});
