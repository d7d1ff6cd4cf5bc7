import type { OrderFact, OrderFactData } from '@passline/contracts';
import { total } from '../modules/orders/pricing.ts';

/** The first fact of an order without items, for 18.00 with its delivery, paid in cash. */
export const placedOrder = (at: Date, more: Partial<OrderFactData['order.placed']> = {}): OrderFact => ({
  type: 'order.placed',
  at,
  version: 1,
  actor: { id: 'c1', role: 'customer' },
  data: {
    number: '7',
    restaurantId: 'r1',
    restaurantName: 'Trattoria Aurora',
    pickup: { address: 'Via 1', location: { lat: 52.5, lng: 13.4 } },
    timeZone: 'Europe/Berlin',
    customerId: 'c1',
    customerName: 'Ada',
    customerPhone: null,
    items: [],
    ...total(2000, 500, 300),
    currency: 'EUR',
    fulfilment: 'delivery',
    deliveryAddress: { text: 'Somewhere 5', lat: 52.52, lng: 13.4 },
    paymentMethod: 'cash',
    paymentStatus: 'due',
    offerCode: null,
    offerTerms: null,
    areaCheck: null,
    note: null,
    alertPolicy: { notReceivedAfter: 10, notAnsweredAfter: 60, autoCancelAfter: 600 },
    ...more,
  },
});
