import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type OrderStatus, rightsFrom } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import type { OpenOrder, OrderAccess } from '../../modules/orders/order.access.ts';
import { Connections } from '../connections/connections.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { SocketQueue } from '../delivery/socket-queue.ts';
import type { RoomMembership } from '../streams/room-membership.ts';
import type { StreamSubscriber } from '../streams/stream-subscriber.ts';
import { AutomaticRooms } from './automatic-rooms.ts';

const automatic = ['user:u1', 'role:customer', 'public'];

/** One customer's socket on a node, whose store answers with `open` when the test resolves it. */
function node() {
  const read = Promise.withResolvers<OpenOrder[]>();
  const rooms = new Set<string>(['s1']);
  const socket = {
    id: 's1',
    connected: true,
    rooms,
    conn: { closed: 0, close: () => (socket.conn.closed += 1) },
    data: {
      socketSession: {
        principal: { kind: 'user', id: 'u1', ...rightsFrom('customer') },
        storefronts: 'all',
      },
    },
  };
  const live = socket as unknown as LiveSocket;
  const connections = new Connections();
  connections.add(live);
  const away = new Set<string>();
  const membership = {
    enter: async (_: LiveSocket, name: string) => {
      if (away.has(name)) throw new Error('the store is away');
      rooms.add(name);
    },
    leave: (_: LiveSocket, name: string) => rooms.delete(name),
    register: async (_: LiveSocket, names: readonly string[]) => names.forEach((name) => rooms.add(name)),
  };
  let publish: (publication: SequencedPublication) => void = () => undefined;
  const subscriber = { onPublication: (listener: typeof publish) => (publish = listener) };
  const automaticRooms = new AutomaticRooms(
    { recentOpenOf: () => read.promise } as unknown as OrderAccess,
    connections,
    membership as unknown as RoomMembership,
    subscriber as unknown as StreamSubscriber,
    new SocketQueue(new CatchUpBuffer()),
  );
  automaticRooms.onModuleInit();
  const event = (type: string, data: object) =>
    publish({
      type,
      data: { orderId: 'o1', restaurantId: 'r1', ...data },
      streams: { 'order:o1': 1, 'user:u1': 1, 'user:u2': 1 },
    } as unknown as SequencedPublication);
  return {
    automaticRooms,
    socket: live,
    closed: () => socket.conn.closed,
    away,
    answer: read.resolve,
    placed: () => event('order:new', {}),
    moved: (status: OrderStatus) => event('order:status:update', { status }),
    in: () => [...rooms].filter((name) => name !== 's1'),
  };
}

const order: OpenOrder = { id: 'o1', restaurantId: 'r1' };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('an order that ends while the open ones are being read opens no storefront', async () => {
  const { automaticRooms, socket, ...it } = node();
  const registered = automaticRooms.register(socket, automatic);
  it.moved('delivered');
  it.answer([order]);
  await registered;
  expect(it.in()).toEqual(automatic);
});

test('an order that is placed while the open ones are being read opens its storefront until it ends', async () => {
  const { automaticRooms, socket, ...it } = node();
  const registered = automaticRooms.register(socket, automatic);
  it.placed();
  it.answer([]);
  await registered;
  await settled();
  expect(it.in().sort()).toEqual([...automatic, 'storefront:r1'].sort());
  it.moved('ready');
  expect(it.in()).toContain('storefront:r1');
  it.moved('cancelled');
  expect(it.in()).toEqual(automatic);
});

test('a socket that cannot join the storefront of a new order reconnects', async () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
  const { automaticRooms, socket, ...it } = node();
  it.answer([]);
  await automaticRooms.register(socket, automatic);
  it.away.add('storefront:r1');
  it.placed();
  await settled();
  expect([it.closed(), logged.mock.calls.length]).toEqual([1, 1]);
  logged.mockRestore();
});

test('a join by command that fails chooses nothing', async () => {
  const { automaticRooms, socket, ...it } = node();
  it.answer([order]);
  await automaticRooms.register(socket, automatic);
  const join = () => Promise.reject(new Error('the store is away'));
  await expect(automaticRooms.choose(socket, 'r1', join)).rejects.toThrow('the store is away');
  await expect(automaticRooms.choose(socket, 'r2', join)).rejects.toThrow('the store is away');
  expect(it.in().sort()).toEqual([...automatic, 'storefront:r1'].sort());
  // The order was the only reason.
  it.moved('delivered');
  expect(it.in()).toEqual(automatic);
});
