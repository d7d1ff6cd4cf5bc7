import { TestBed } from '@angular/core/testing';
import type { Order, WirePayload } from '@passline/contracts';
import { live, order } from '../../../testing/orders.ts';
import { testLine } from '../../../testing/test-realtime.ts';
import { worksInAuroraOnly, worksInBoth } from '../../../testing/two-restaurants.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { Cancellations } from './cancellations.ts';

const cancelled = (orderId: string, over: Partial<WirePayload<'order:cancelled'>> = {}) =>
  live('order:cancelled', {
    orderId,
    orderNumber: orderId,
    reason: 'Gone',
    code: 'other',
    by: 'customer',
    version: 2,
    ...over,
  });

const begin = (...known: Order[]) => {
  worksInBoth();
  const orders = new Map(known.map((it) => [it.id, it]));
  const line = testLine();
  TestBed.configureTestingModule({
    providers: [
      Cancellations,
      line.provider,
      { provide: OrdersStore, useValue: { order: (id: string) => orders.get(id), cancelledHere: new Set() } },
    ],
  });
  const { unseen } = TestBed.inject(Cancellations);
  return { line, orders, unseen: () => unseen().map(({ id }) => id) };
};

afterEach(() => localStorage.clear());

it('forgets those of a restaurant when the membership there ends', () => {
  const { line, orders, unseen } = begin(
    order({ id: 'ours', status: 'cancelled' }),
    order({ id: 'theirs', status: 'cancelled', restaurantId: 'sakura' }),
  );
  line.say(cancelled('ours'));
  line.say(cancelled('theirs'));
  // Not on this screen: the event says the restaurant by the stream that it is in.
  const unknown = cancelled('unknown');
  unknown.meta.streams['restaurant:sakura'] = { seq: 1, epoch: 'e1' };
  line.say(unknown);
  expect(unseen()).toEqual(['ours', 'theirs', 'unknown']);
  worksInAuroraOnly();
  // As the store does.
  orders.delete('theirs');
  expect(unseen()).toEqual(['ours']);
});
