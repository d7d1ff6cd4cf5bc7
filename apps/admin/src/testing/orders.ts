import type { DurableEventName, Order, WirePayload } from '@passline/contracts';
import { unseenAlert } from '@passline/contracts/browser';
import type { AnyLiveEvent } from '@passline/realtime-client';

export const order = (over: Partial<Order> = {}): Order => ({
  id: 'o1',
  number: '1',
  restaurantId: 'aurora',
  restaurantName: 'Trattoria Aurora',
  customerId: 'c1',
  customerName: 'Anna Kraus',
  channel: 'online',
  status: 'pending',
  version: 1,
  items: [
    {
      id: '1',
      menuItemId: 'm1',
      name: 'Margherita',
      unitPrice: 900,
      quantity: 2,
      note: null,
      options: [],
      category: 'Pizza',
    },
  ],
  subtotal: 1800,
  discount: 0,
  deliveryFee: 0,
  tip: 0,
  totalAmount: 1800,
  currency: 'EUR',
  fulfilment: 'delivery',
  deliveryAddress: { text: 'Via Roma 1', lat: null, lng: null },
  areaCheck: null,
  paymentMethod: 'cash',
  paymentStatus: 'due',
  offerCode: null,
  offerTerms: null,
  refunds: null,
  changes: [],
  proposals: [],
  note: null,
  courier: null,
  driver: null,
  promise: null,
  alert: unseenAlert,
  cancellation: null,
  scheduled: null,
  recalled: null,
  recall: null,
  undo: null,
  createdAt: '2030-01-01T12:00:00.000Z',
  updatedAt: '2030-01-01T12:00:00.000Z',
  ...over,
});

let heard = 0;
export const live = <N extends DurableEventName>(event: N, payload: WirePayload<N>): AnyLiveEvent =>
  ({
    event,
    payload,
    meta: { id: `e${++heard}`, at: '2030-01-01T12:00:05.000Z', streams: {} },
    replayed: false,
  }) as unknown as AnyLiveEvent;
