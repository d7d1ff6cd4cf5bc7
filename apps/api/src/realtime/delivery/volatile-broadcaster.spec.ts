import { type OrderFacts, type Principal, rightsFrom } from '@passline/contracts';
import type { Namespace } from 'socket.io';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import type { StreamListeners } from '../connections/stream-listeners.ts';
import type { SlowConsumers } from './slow-consumers.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import type { SocketMetrics } from '../metrics/socket-metrics.ts';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import { type VolatileMessage, VolatileBroadcaster } from './volatile-broadcaster.ts';
import type { NodeBus } from '../cluster/node-bus.ts';

const facts: OrderFacts = {
  id: 'o1',
  customerId: 'u1',
  restaurantId: 'r1',
  courierId: 'c1',
  status: 'ready',
};
const at = (lat: number): VolatileMessage => ({
  event: 'delivery:location:update',
  payload: { orderId: 'o1', location: { lat, lng: 13 }, speed: null, heading: null, at: '' },
  rooms: ['order:o1', 'restaurant:r1'],
});
const listener = (id: string, principal: Principal) =>
  ({ id, data: { socketSession: { principal } } }) as unknown as LiveSocket;
const customer = listener('customer', { kind: 'user', id: 'u1', ...rightsFrom('customer') });
const link = listener('link', { kind: 'tracking', orderId: 'o1' });
const staff = listener('staff', { kind: 'user', id: 's1', ...rightsFrom('kitchen', 'r1') });

describe('a position that arrives before the status out_for_delivery', () => {
  let orders: FollowedOrders;
  let broadcaster: VolatileBroadcaster;
  let inOrder: LiveSocket[];
  let sent: string[];

  beforeEach(() => {
    orders = new FollowedOrders();
    orders.remember(facts, 3);
    inOrder = [customer, link];
    sent = [];
    const rooms = new Map([
      ['order:o1', () => inOrder],
      ['restaurant:r1', () => [staff]],
    ]);
    const namespace = {
      local: {
        to: (ids: string[]) => ({
          emit: (_event: string, { location }: { location: { lat: number } }) => {
            sent.push(...ids.map((id) => `${id} ${location.lat}`));
          },
        }),
      },
    };
    broadcaster = new VolatileBroadcaster(
      { of: (name: string) => rooms.get(name)?.() ?? [] } as unknown as StreamListeners,
      orders,
      new CatchUpBuffer(),
      { isSlow: () => false } as unknown as SlowConsumers,
      { on: () => undefined, send: () => undefined } as unknown as NodeBus,
      { countSent: () => undefined } as unknown as SocketMetrics,
    );
    broadcaster.attach(namespace as unknown as Namespace);
  });

  const step = async (status: string, version: number) => {
    orders.apply({ type: 'order:status:update', data: { orderId: 'o1', status, version } });
    await Promise.resolve();
  };

  it('reaches the customer after that status', async () => {
    broadcaster.broadcast(at(1));
    broadcaster.broadcast(at(2));
    expect(sent).toEqual(['staff 1', 'staff 2']);
    await step('out_for_delivery', 4);
    expect(sent).toEqual(['staff 1', 'staff 2', 'customer 2', 'link 2']);
    broadcaster.broadcast(at(3));
    expect(sent.slice(4)).toEqual(['customer 3', 'link 3', 'staff 3']);
  });

  it('is dropped when the order ends, and not sent to a socket that has left', async () => {
    broadcaster.broadcast(at(1));
    await step('cancelled', 4);
    expect(sent).toEqual(['staff 1']);
    orders.remember(facts, 5);
    broadcaster.broadcast(at(2));
    inOrder = [link];
    await step('out_for_delivery', 6);
    expect(sent).toEqual(['staff 1', 'staff 2', 'link 2']);
  });
});
