import { randomUUID } from 'node:crypto';
import { calls, commands, type CommandName } from '@passline/contracts';
import { Cast, type Person } from './testing/cast.ts';
import { eventually } from './testing/eventually.ts';
import { aurora, cancel, move, sakura } from './testing/ordering.ts';
import { startServer, stopAll } from './testing/server.ts';
import { Ear, closeSockets } from './testing/sockets.ts';

let cast: Cast;
let customer: Person;
let stranger: Person;
let [atCustomer, atStranger, atOwner, atOperator]: [Ear, Ear, Ear, Ear] | [] = [];

beforeAll(async () => {
  cast = await Cast.at(await startServer());
});
afterAll(stopAll);
beforeEach(async () => {
  [customer, stranger] = await Promise.all([cast.person('customer'), cast.person('customer')]);
  [atCustomer, atStranger, atOwner, atOperator] = (await Promise.all(
    [customer, stranger, cast.owner, cast.operator].map((who) => cast.ear(who)),
  )) as [Ear, Ear, Ear, Ear];
});
afterEach(closeSockets);

const whyNot = async (ear: Ear | undefined, name: CommandName, payload: unknown) =>
  (await ear!.no(name, payload)).code;

describe('joining', () => {
  test('an order, by those who may see it', async () => {
    const { order, courier } = await cast.underWay(customer);
    const room = `order:${order.id}`;
    const atCourier = await cast.ear(courier);
    for (const ear of [atCustomer, atOwner, atCourier, atOperator])
      for (const name of ['join:order', 'join:delivery'] as const)
        expect(await ear!.ok(name, order.id)).toMatchObject({ room, missed: [], resync: false });
    expect((await atCustomer!.ok('register')).rooms).toContain(room);
    for (const name of ['join:order', 'join:delivery'] as const) {
      expect(await whyNot(atStranger, name, order.id)).toBe('access_denied');
      const { payload } = await atStranger!.next('access_denied');
      expect(payload.room).toBe(room);
      expect(payload.reason).toContain('it is their own order');
    }
  });

  test('says the same of an order that is not there and of one that is not theirs', async () => {
    const { id } = await cast.order(customer);
    const [theirs, none] = [
      await atStranger!.no('join:order', id),
      await atStranger!.no('join:order', 'none'),
    ];
    expect(none).toEqual(theirs);
    expect(await whyNot(atOperator, 'join:order', 'none')).toBe('access_denied');
  });

  test('a restaurant, by its staff and by operators', async () => {
    for (const ear of [atOwner, atOperator])
      expect(await ear!.ok('join:restaurant', aurora)).toMatchObject({ room: `restaurant:${aurora}` });
    expect(await whyNot(atOwner, 'join:restaurant', sakura)).toBe('access_denied');
    expect(await whyNot(atCustomer, 'join:restaurant', aurora)).toBe('access_denied');
  });

  test('and leaving, in the order in which it is asked', async () => {
    const { id } = await cast.order(customer);
    const asked = [
      atCustomer!.ok('join:order', id),
      atCustomer!.ok('leave:order', id),
      atCustomer!.ok('join:delivery', { id }),
      atCustomer!.ok('leave:delivery', { id }),
    ];
    for (const { room } of await Promise.all(asked)) expect(room).toBe(`order:${id}`);
    expect((await atCustomer!.ok('register')).rooms).not.toContain(`order:${id}`);
    await cast.owner.ok(calls.acknowledgeOrder, { params: { id } });
    await atOwner!.next('order:acknowledged', ({ orderId }) => orderId === id);
    await atCustomer!.caughtUp();
    expect(atCustomer!.of('order:acknowledged')).toEqual([]);
    expect(await atOwner!.ok('leave:restaurant', aurora)).toEqual({ ok: true, room: `restaurant:${aurora}` });
    await cast.order(customer);
    await atOwner!.caughtUp();
    expect(atOwner!.of('order:new').map(({ payload }) => payload.orderId)).toEqual([id]);
  });

  test('an order that is over, to read what happened', async () => {
    const { id } = await cast.order(customer);
    await cancel(cast.owner, id);
    await atCustomer!.next('order:cancelled', ({ orderId }) => orderId === id);
    const { missed } = await atCustomer!.ok('join:order', { id, after: 0 });
    expect(missed.map(({ event }) => event)).toEqual(['order:new', 'order:cancelled', 'order:status:update']);
  });
});

describe('what was missed', () => {
  test('comes with the join, after a position; and what follows comes live, once', async () => {
    const { id } = await cast.order(customer);
    const first = await atCustomer!.ok('join:order', { id, after: 0 });
    expect(first.missed).toMatchObject([
      { event: 'order:new', meta: { streams: { [`order:${id}`]: { seq: 1, epoch: first.epoch } } } },
    ]);
    await move(cast.owner, id, 'confirmed', 'preparing');
    const late = await cast.ear(customer);
    const { seq, epoch } = first;
    const rejoined = await late.ok('join:order', { id, after: seq, epoch });
    const places = rejoined.missed.map(({ meta }) => meta.streams[`order:${id}`]!.seq);
    expect(places).toEqual(places.map((_, index) => seq + 1 + index));
    expect(rejoined.seq).toBe(places.at(-1));
    await move(cast.owner, id, 'ready');
    const { meta } = await late.next('order:status:update', ({ status }) => status === 'ready');
    expect(meta!.streams[`order:${id}`]!.seq).toBe(rejoined.seq + 1);
  });

  test('is neither lost nor doubled for a plain client that joins while much is said', async () => {
    const { id } = await cast.order(customer);
    await move(cast.owner, id, 'confirmed');
    // Each may say thirty things a minute.
    const speakers = await Promise.all([0, 1, 2].map(() => cast.person('kitchen', aurora)));
    const say = (n: number) =>
      speakers[n % 3]!.ok(calls.sendMessage, {
        params: { id },
        body: { id: randomUUID(), text: `${n}` },
      });
    const count = 60;
    const ears: Promise<Ear>[] = [];
    const told = new Map<Ear, string[]>();
    const joining = async () => {
      const ear = await cast.ear(customer);
      const { missed } = await ear.ok('join:order', { id, after: 0 });
      const texts = missed.flatMap(({ event, payload }) =>
        event === 'chat:message' ? (payload as { text: string }).text : [],
      );
      told.set(ear, texts);
      return ear;
    };
    for (let n = 0; n < count; n += 1) {
      const said = say(n);
      if (n % 6 === 1) ears.push(joining());
      await said;
    }
    const all = await Promise.all(ears);
    await say(count);
    for (const ear of all) {
      await ear.next('chat:message', ({ text }) => text === `${count}`);
      const heard = [...told.get(ear)!, ...ear.of('chat:message').map(({ payload }) => payload.text)];
      expect(heard).toEqual(Array.from({ length: count + 1 }, (_, n) => `${n}`));
    }
  });

  test('comes with sync, of several streams, each event once', async () => {
    const { id } = await cast.order(customer);
    await cast.owner.ok(calls.acknowledgeOrder, { params: { id } });
    await move(cast.owner, id, 'confirmed');
    await atCustomer!.next('order:status:update', ({ orderId }) => orderId === id);
    const beginning = { seq: 0, epoch: '' };
    const names = [`order:${id}`, `user:${customer.id}`];
    const { streams, missed, denied, more } = await atCustomer!.ok('sync', {
      streams: {
        ...Object.fromEntries(names.map((name) => [name, beginning])),
        [`user:${stranger.id}`]: beginning,
      },
    });
    expect([denied, more]).toEqual([[`user:${stranger.id}`], false]);
    // The rooms that were not named tell where they begin.
    expect(Object.keys(streams).sort()).toEqual([...names, 'public', 'role:customer'].sort());
    expect(missed[0]).toMatchObject({ event: 'order:new' });
    expect(Object.keys(missed[0]!.meta.streams).sort()).toEqual(names.sort());
    const ids = missed.map(({ meta }) => meta.id);
    expect(new Set(ids).size).toBe(ids.length);
    const again = await atCustomer!.ok('sync', { streams });
    expect(again.missed).toEqual([]);
  });

  test('is a snapshot when the log cannot tell', async () => {
    const { id } = await cast.order(customer);
    const { seq, epoch } = await atCustomer!.ok('join:order', { id, after: 0 });
    for (const position of [
      { after: seq + 10, epoch },
      { after: seq, epoch: 'of another life' },
    ])
      expect(await atCustomer!.ok('join:order', { id, ...position })).toMatchObject({
        missed: [],
        resync: true,
        seq,
        epoch,
      });
    const { streams } = await atCustomer!.ok('sync', { streams: { [`order:${id}`]: { seq: 99, epoch } } });
    expect(streams[`order:${id}`]).toEqual({ seq, epoch, resync: true });
  });

  test('is for who looks on what they may see: no chat, no surname, and yet the true end of the stream', async () => {
    const { order, courier } = await cast.underWay(customer);
    await customer.ok(calls.sendMessage, {
      params: { id: order.id },
      body: { id: randomUUID(), text: 'Hello' },
    });
    const atCourier = await cast.ear(courier);
    const whole = await atCourier.ok('join:order', { id: order.id, after: 0 });
    const link = await customer.ok(calls.createTrackingLink, { params: { id: order.id } });
    const atLink = await Ear.open(cast.server.url, { trackingToken: link.token });
    for (const ear of [atLink, atOperator!]) {
      const seen = await ear.ok('join:order', { id: order.id, after: 0 });
      expect(seen.seq).toBe(whole.seq);
      expect(seen.missed.map(({ event }) => event)).not.toContain('chat:message');
      expect(seen.missed.length).toBe(whole.missed.length - 1);
      expect(JSON.stringify(seen.missed)).not.toMatch(/Surname|\+49/);
      const { streams } = await ear.ok('sync', { streams: { [`order:${order.id}`]: { seq: 0, epoch: '' } } });
      expect(streams[`order:${order.id}`]!.seq).toBe(whole.seq);
    }
    await move(courier, order.id, 'delivered');
    await atLink.next('order:status:update', ({ status }) => status === 'delivered');
    expect(atLink.of('chat:message')).toEqual([]);
  });
});

describe('the alarm', () => {
  test('has reached a console, and is answered from it', async () => {
    const { id } = await cast.order(customer);
    await atOwner!.ok('order:receipt', { orderId: id, rendered: true, audible: false });
    expect((await cast.owner.ok(calls.getOrder, { params: { id } })).alert).toMatchObject({
      receivedAt: expect.any(String),
      renderedAt: expect.any(String),
      audible: false,
    });
    const { version } = await atOwner!.ok('order:acknowledge', { orderId: id });
    expect(version).toBe((await cast.owner.ok(calls.getOrder, { params: { id } })).version);
  });

  test("is not somebody else's to answer", async () => {
    const { id } = await cast.order(customer);
    const receipt = { orderId: id, rendered: true, audible: true };
    for (const [ear, code] of [
      [atCustomer, 'forbidden'],
      [atStranger, 'not_found'],
      [await cast.ear(cast.neighbour), 'not_found'],
      [atOperator, 'forbidden'],
    ] as const) {
      expect(await whyNot(ear, 'order:acknowledge', { orderId: id })).toBe(code);
      expect(await whyNot(ear, 'order:receipt', receipt)).toBe(code);
    }
  });
});

describe('a courier', () => {
  test('goes on and off duty', async () => {
    const courier = await cast.person('courier');
    const ear = await cast.ear(courier);
    expect(await ear.ok('delivery:status', { status: 'available' })).toMatchObject({ status: 'available' });
    expect(await ear.ok('delivery:status', { status: 'offline' })).toMatchObject({ status: 'offline' });
    expect(await whyNot(atCustomer, 'delivery:status', { status: 'available' })).toBe('forbidden');
  });

  test('is seen on the way, by whom it concerns, and only then', async () => {
    const placed = await cast.order(customer);
    const courier = await cast.withCourier(placed);
    const [ear, link] = await Promise.all([
      cast.ear(courier),
      customer.ok(calls.createTrackingLink, { params: { id: placed.id } }),
    ]);
    const atLink = await Ear.open(cast.server.url, { trackingToken: link.token });
    for (const each of [ear, atCustomer!, atOperator!]) await each.ok('join:order', placed.id);
    const here = { orderId: placed.id, latitude: 52.5, longitude: 13.4, speed: 5, heading: 90, accuracy: 12 };
    const locate = (latitude: number) => ear.ok('delivery:location', { ...here, latitude });

    expect(await locate(52.51)).toEqual({ ok: true, passedOn: true });
    const { payload } = await atOwner!.next('delivery:location:update');
    expect(payload).toMatchObject({
      orderId: placed.id,
      location: { lat: 52.51, lng: 13.4 },
      speed: 5,
      heading: 90,
    });
    await atOperator!.next('delivery:location:update');
    for (const each of [atCustomer!, atLink]) {
      await each.caughtUp();
      expect(each.of('delivery:location:update')).toEqual([]);
    }

    await move(cast.owner, placed.id, 'out_for_delivery');
    await atLink.next('order:status:update', ({ status }) => status === 'out_for_delivery');
    await eventually(
      () => locate(52.52),
      ({ passedOn }) => passedOn,
    );
    for (const each of [atCustomer!, atLink, atOwner!])
      await each.next('delivery:location:update', ({ location }) => location.lat === 52.52);

    await move(courier, placed.id, 'delivered');
    await atLink.next('order:status:update', ({ status }) => status === 'delivered');
    expect(await locate(52.53)).toEqual({ ok: true, passedOn: false });
    for (const each of [atCustomer!, atLink, atOwner!]) {
      await each.caughtUp();
      expect(each.of('delivery:location:update').map((one) => one.payload.location.lat)).not.toContain(52.53);
    }
  });

  test('is passed on once a second at most, and only for their own order', async () => {
    const { order, courier } = await cast.underWay(customer);
    const ear = await cast.ear(courier);
    const here = { orderId: order.id, latitude: 52.5, longitude: 13.4 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => ear.ok('delivery:location', here)));
    expect(answers.filter(({ passedOn }) => passedOn).length).toBeLessThanOrEqual(2);
    const other = await cast.ear(await cast.person('courier'));
    expect(await whyNot(other, 'delivery:location', here)).toBe('not_found');
    expect(await whyNot(atCustomer, 'delivery:location', here)).toBe('forbidden');
    expect(await whyNot(ear, 'delivery:location', { ...here, latitude: 91 })).toBe('validation_failed');
  });
});

describe('a conversation', () => {
  test('takes the same message once, and tells what it made of it', async () => {
    const { id: orderId } = await cast.order(customer);
    const message = { orderId, id: randomUUID(), text: '  Hello ' };
    const first = await atCustomer!.ok('chat:send', message);
    expect(first.message).toMatchObject({ text: 'Hello', from: { id: customer.id } });
    expect(await atCustomer!.ok('chat:send', message)).toEqual(first);
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: 'Bye' })).toBe('idempotency_mismatch');
    expect(await atOwner!.ok('chat:read', { orderId, upTo: message.id })).toEqual({ ok: true });
  });

  test('is for those who take part', async () => {
    const { id: orderId } = await cast.order(customer);
    const message = { orderId, id: randomUUID(), text: 'Hello' };
    for (const [ear, code] of [
      [atStranger, 'not_found'],
      [atOperator, 'forbidden'],
    ] as const) {
      expect(await whyNot(ear, 'chat:send', message)).toBe(code);
      expect(await whyNot(ear, 'chat:typing', { orderId })).toBe(code);
      expect(await whyNot(ear, 'chat:read', { orderId, upTo: message.id })).toBe(code);
    }
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: ' ' })).toBe('validation_failed');
    expect(await whyNot(atCustomer, 'chat:send', { ...message, text: 'x'.repeat(1001) })).toBe(
      'validation_failed',
    );
  });
});

describe('whatever comes', () => {
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
    '%s refuses what does not fit, and says nothing of it back',
    async (name) => {
      for (const payload of nonsense) {
        const error = await atOwner!.no(name, payload);
        expect(error.code).toMatch(/validation_failed|access_denied/);
        expect(JSON.stringify(error).length).toBeLessThan(500);
      }
      expect(await whyNot(atOwner, name as CommandName, { token: 5, streams: 5, status: 'x' })).toBe(
        'validation_failed',
      );
    },
  );

  test('ping and register take anything', async () => {
    for (const payload of nonsense) {
      expect(new Date((await atOwner!.ok('ping', payload)).at).getTime()).toBeGreaterThan(0);
      expect((await atOwner!.ok('register', payload)).role).toBe('owner');
    }
  });

  test.each(['nonsense', 'connection', 'toString', '__proto__', '*', 'order:new', 'message'])(
    'there is no command %s',
    async (name) => {
      expect(await atOwner!.no(name, { secret: 'said by the client' })).toEqual({
        code: 'unknown_event',
        message: 'There is no such command.',
      });
    },
  );

  test('several payloads are one too many', async () => {
    expect((await atOwner!.no('join:order', 'a', 'b')).code).toBe('validation_failed');
  });

  test('who wants no answer gets none, and is told only what is wrong', async () => {
    const { id } = await cast.order(customer);
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

  test('a payload that is too large ends the connection, not the server', async () => {
    const greedy = await cast.ear(customer);
    greedy.socket.emit('ping', 'x'.repeat(40_000));
    await greedy.closed();
    await atCustomer!.caughtUp();
  });
});

describe('limits', () => {
  let strict: Cast;
  beforeAll(async () => {
    strict = await Cast.at(await startServer({ RATE_LIMIT_FACTOR: '1', SOCKET_ROOMS: '5' }));
  });

  test('twenty commands at once, then ten a second; told how long to wait', async () => {
    const ear = await strict.ear(strict.owner);
    const answers = await Promise.all(Array.from({ length: 40 }, () => ear.ask('ping')));
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : answer.error));
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(20);
    expect(refusals.length).toBeGreaterThan(10);
    for (const { code, retryAfter } of refusals) {
      expect(code).toBe('rate_limited');
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThan(3);
    }
    expect((await ear.next('rate_limit_exceeded')).payload).toMatchObject({ event: 'ping' });
    // Another socket of the same user is not in it.
    await (await strict.ear(strict.owner)).caughtUp();
  });

  test('two positions a second', async () => {
    const { order, courier } = await strict.underWay(await strict.person('customer'));
    const ear = await strict.ear(courier);
    const here = { orderId: order.id, latitude: 52.5, longitude: 13.4 };
    const answers = await Promise.all(Array.from({ length: 6 }, () => ear.ask('delivery:location', here)));
    expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(3);
    expect((await ear.next('rate_limit_exceeded')).payload.event).toBe('delivery:location');
  });

  test('so many rooms', async () => {
    const ear = await strict.ear(strict.operator);
    await ear.ok('join:restaurant', aurora);
    await ear.ok('join:restaurant', sakura);
    const { id } = await strict.order(await strict.person('customer'));
    expect(await ear.no('join:order', id)).toMatchObject({ code: 'too_many_rooms' });
    await ear.ok('join:restaurant', aurora);
    await ear.ok('leave:restaurant', sakura);
    await ear.ok('join:order', id);
    const streams = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`order:${i}`, { seq: 0, epoch: '' }]),
    );
    expect(await ear.no('sync', { streams })).toMatchObject({ code: 'validation_failed' });
  });
});
