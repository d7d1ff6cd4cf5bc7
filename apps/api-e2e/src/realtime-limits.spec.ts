import { commands, type CommandName } from '@passline/contracts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import type { Connection } from './testing/sockets.ts';
import { closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;
let [atCustomer, atOwner]: [Connection, Connection] | [] = [];

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer());
});
afterAll(stopAll);
beforeEach(async () => {
  customer = await fixture.newUser('customer');
  [atCustomer, atOwner] = await Promise.all([fixture.connect(customer), fixture.connect(fixture.owner)]);
});
afterEach(closeSockets);

const whyNot = async (connection: Connection | undefined, name: CommandName, payload: unknown) =>
  (await connection!.rejected(name, payload)).code;

describe('invalid input', () => {
  const nonsense = [
    undefined,
    null,
    5,
    'x y',
    [],
    {},
    [[]],
    { id: {} },
    { orderId: '../x' },
    'a'.repeat(20_000),
  ];
  const withoutPayload = ['register', 'ping'];

  test.each(Object.keys(commands).filter((name) => !withoutPayload.includes(name)))(
    '%s rejects an invalid payload without repeating it',
    async (name) => {
      for (const payload of nonsense) {
        const error = await atOwner!.rejected(name, payload);
        expect(error.code).toMatch(/validation_failed|access_denied/);
        expect(JSON.stringify(error).length).toBeLessThan(500);
      }
      expect(await whyNot(atOwner, name as CommandName, { token: 5, streams: 5, status: 'x' })).toBe(
        'validation_failed',
      );
    },
  );

  test('ping and register accept any payload', async () => {
    for (const payload of nonsense) {
      expect(new Date((await atOwner!.ok('ping', payload)).at).getTime()).toBeGreaterThan(0);
      expect((await atOwner!.ok('register', payload)).role).toBe('owner');
    }
  });

  const listed = 'The commands are listed under /docs/events.';
  test.each([
    ['nonsense', `There is no command nonsense. ${listed}`],
    ['connection', `There is no command connection. ${listed}`],
    ['toString', `There is no command toString. ${listed}`],
    ['__proto__', `There is no command __proto__. ${listed}`],
    ['*', `There is no command with this name. ${listed}`],
    ['order:new', `order:new is an event that the server sends. ${listed}`],
    [
      'join_order_room',
      'There is no command join_order_room. Did you mean join:order? It takes an id, or { id, after?, epoch? }.',
    ],
    ['sendMsg', 'There is no command sendMsg. Did you mean chat:send? It takes { orderId, id, text }.'],
  ])(
    'there is no command %s, and the answer says what may be meant, also as an event',
    async (name, message) => {
      expect(await atOwner!.rejected(name, { secret: 'said by the client' })).toEqual({
        code: 'unknown_event',
        message,
      });
      expect((await atOwner!.next('error')).payload).toEqual({ code: 'unknown_event', message });
    },
  );

  test.each<[CommandName, unknown, string]>([
    ['join:order', { orderId: 'x' }, 'join:order takes an id, or { id, after?, epoch? }.'],
    ['order:acknowledge', 'x', 'order:acknowledge takes { orderId }.'],
    [
      'order:acknowledge',
      { orderId: 'x', secret: 1 },
      'there is an unknown field. order:acknowledge takes { orderId }.',
    ],
    ['join:restaurant', { id: 'x', since: 3 }, 'join:restaurant takes an id, or { id, after?, epoch? }.'],
    ['chat:send', { orderId: 'x', message: 'Hello' }, 'chat:send takes { orderId, id, text }.'],
    [
      'delivery:location',
      { orderId: 'x', lat: 1, lng: 1 },
      'delivery:location takes { orderId?, latitude, longitude, speed?, heading?, accuracy?, altitude?, altitudeAccuracy? }.',
    ],
  ])('%s with a payload of another shape says which it takes', async (name, payload, shape) => {
    const { code, message } = await atOwner!.rejected(name, payload);
    expect([code, message]).toEqual(['validation_failed', expect.stringContaining(shape)]);
    expect(message).not.toMatch(/secret|since|Hello/);
  });

  test('register answers with the event too', async () => {
    const { userId } = await atOwner!.ok('register');
    const [connected, asked] = atOwner!.of('registered').map(({ payload }) => payload);
    expect(asked).toEqual({ ...connected, userId });
  });

  test('a second payload is rejected', async () => {
    expect((await atOwner!.rejected('join:order', 'a', 'b')).code).toBe('validation_failed');
  });

  test('a command without acknowledgement gets no answer but errors', async () => {
    const { id } = await fixture.order(customer);
    atOwner!.socket.emit('order:acknowledge', { orderId: id });
    await atOwner!.next('order:acknowledged', ({ orderId }) => orderId === id);
    atOwner!.socket.emit('order:acknowledge', { orderId: 5, more: 'said by the client' });
    atOwner!.socket.emit('nonsense', 'said by the client');
    await atOwner!.caughtUp();
    const errors = atOwner!.of('error').map(({ payload }) => payload);
    expect(errors).toMatchObject([
      { code: 'validation_failed', event: 'order:acknowledge' },
      { code: 'unknown_event' },
    ]);
    expect(JSON.stringify(errors)).not.toContain('said by the client');
  });

  test('a payload that is too large closes the connection only', async () => {
    const greedy = await fixture.connect(customer);
    greedy.socket.emit('ping', 'x'.repeat(40_000));
    await greedy.closed();
    await atCustomer!.caughtUp();
  });
});

describe('limits', () => {
  let strict: OrderFixture;
  beforeAll(async () => {
    strict = await OrderFixture.signIn(await startServer({ RATE_LIMIT_FACTOR: '1', SOCKET_ROOMS: '5' }));
  });

  test('twenty commands at once, then ten a second; a rejection contains the time to wait', async () => {
    const connection = await strict.connect(strict.owner);
    const answers = await Promise.all(Array.from({ length: 40 }, () => connection.ask('ping')));
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : answer.error));
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(20);
    expect(refusals.length).toBeGreaterThan(10);
    for (const { code, retryAfter } of refusals) {
      expect(code).toBe('rate_limited');
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThan(3);
    }
    expect((await connection.next('rate_limit_exceeded')).payload).toMatchObject({ event: 'ping' });
    // Another socket of the same user has its own limit.
    await (await strict.connect(strict.owner)).caughtUp();
  });

  test('two positions a second', async () => {
    const { order, courier } = await strict.orderOutForDelivery(await strict.newUser('customer'));
    const connection = await strict.connect(courier);
    const here = { orderId: order.id, latitude: 52.5, longitude: 13.4 };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => connection.ask('delivery:location', here)),
    );
    expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(3);
    expect((await connection.next('rate_limit_exceeded')).payload.event).toBe('delivery:location');
  });

  test('the configured number of rooms', async () => {
    const connection = await strict.connect(strict.operator);
    await connection.ok('join:restaurant', aurora);
    await connection.ok('join:restaurant', sakura);
    const { id } = await strict.order(await strict.newUser('customer'));
    expect(await connection.rejected('join:order', id)).toMatchObject({ code: 'too_many_rooms' });
    await connection.ok('join:restaurant', aurora);
    await connection.ok('leave:restaurant', sakura);
    await connection.ok('join:order', id);
    const streams = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`order:${i}`, { seq: 0, epoch: '' }]),
    );
    expect(await connection.rejected('sync', { streams })).toMatchObject({ code: 'validation_failed' });
  });
});
