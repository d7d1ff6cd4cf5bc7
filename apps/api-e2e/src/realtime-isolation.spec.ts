import {
  calls,
  type OrderFacts,
  type Principal,
  may,
  rightsFrom,
  room,
  staffRoleIn,
} from '@passline/contracts';
import fc from 'fast-check';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, sakura } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import type { Connection } from './testing/sockets.ts';
import { closeSockets } from './testing/sockets.ts';

let fixture: OrderFixture;
beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer({ SOCKETS_PER_USER: '100' }));
});
afterAll(stopAll);
afterEach(closeSockets);

const lives = [
  { role: 'customer', restaurantId: null },
  { role: 'courier', restaurantId: null },
  { role: 'kitchen', restaurantId: aurora },
  { role: 'kitchen', restaurantId: sakura },
  { role: 'operator', restaurantId: null },
] as const;
type Life = (typeof lives)[number];

/** A connection with the events that it must and may have received so far. */
class Listener {
  readonly joined = new Set<string>();
  readonly due = new Set<string>();
  readonly allowed = new Set<string>();

  constructor(readonly connection: Connection) {}

  received(): string[] {
    return this.connection.of('chat:message').map(({ payload }) => payload.text);
  }
}

/** The screens of staff receive the events of every order of their restaurant. */
const worksAt = (who: Extract<Principal, { kind: 'user' }>, order: OrderFacts) =>
  staffRoleIn(who, order.restaurantId) !== null;

class SimulatedUser {
  principal: Extract<Principal, { kind: 'user' }>;
  readonly listeners: Listener[] = [];

  private constructor(
    readonly person: TestUser,
    life: Life,
  ) {
    this.principal = { kind: 'user', id: person.id, ...rightsFrom(life.role, life.restaurantId) };
  }

  static async with(life: Life): Promise<SimulatedUser> {
    const user = new SimulatedUser(await fixture.newUser(life.role, life.restaurantId ?? undefined), life);
    await user.connect();
    return user;
  }

  get newest(): Listener {
    return this.listeners.at(-1)!;
  }

  async connect(): Promise<void> {
    this.listeners.push(new Listener(await fixture.connect(this.person)));
  }

  /** Resolves when the change has reached every connection. */
  async become(life: Life): Promise<void> {
    await fixture.operator.ok(calls.changeUser, { params: { id: this.person.id }, body: life });
    this.principal = { ...this.principal, ...rightsFrom(life.role, life.restaurantId) };
    const gained = life.restaurantId ? room.restaurant(life.restaurantId) : room.role(life.role);
    await Promise.all(
      this.listeners.map(({ connection }) =>
        connection.next('registered', () => connection.rooms.includes(gained)),
      ),
    );
  }
}

/** Users, and the orders of the first customer, with chat messages. */
class World {
  #said = 0;

  private constructor(
    readonly people: readonly SimulatedUser[],
    readonly orders: readonly OrderFacts[],
  ) {}

  static async make(): Promise<World> {
    const people = await Promise.all(lives.map((life) => SimulatedUser.with(life)));
    const speaker = people[0]!.person;
    const placed = await Promise.all([fixture.order(speaker), fixture.order(speaker)]);
    return new World(
      people,
      placed.map(({ id, restaurantId, status }) => ({
        id,
        restaurantId,
        status,
        customerId: speaker.id,
        courierId: null,
      })),
    );
  }

  async join(who: SimulatedUser, { id }: OrderFacts, allowed: boolean): Promise<void> {
    const { connection, joined } = who.newest;
    const answer = await connection.ask('join:order', id);
    expect(answer.ok).toBe(allowed);
    if (answer.ok) joined.add(id);
  }

  async leave({ newest }: SimulatedUser, { id }: OrderFacts): Promise<void> {
    await newest.connection.ok('leave:order', id);
    newest.joined.delete(id);
  }

  async sync(who: SimulatedUser, order: OrderFacts): Promise<void> {
    const name = room.order(order.id);
    const { denied, missed } = await who.newest.connection.ok('sync', {
      streams: { [name]: { seq: 0, epoch: '' } },
    });
    expect(denied).toEqual(may(who.principal, 'order:read', order) ? [] : [name]);
    if (!may(who.principal, 'order:chat', order))
      expect(missed.map(({ event }) => event)).not.toContain('chat:message');
  }

  async become(who: SimulatedUser, life: Life): Promise<void> {
    const { role, memberships } = who.principal;
    const isSame = life.role === role && life.restaurantId === (memberships[0]?.restaurantId ?? null);
    if (who === this.people[0] || isSame) return;
    await who.become(life);
    for (const order of this.orders)
      if (!may(who.principal, 'order:read', order))
        for (const { joined } of who.listeners) joined.delete(order.id);
  }

  /** Resolves when the event was sent to all its recipients on this server. */
  async say(order: OrderFacts): Promise<void> {
    const [speaker] = this.people;
    const [witness] = speaker!.listeners;
    if (!witness!.joined.has(order.id)) {
      await witness!.connection.ok('join:order', order.id);
      witness!.joined.add(order.id);
    }
    const text = `said ${++this.#said}`;
    for (const { principal, listeners } of this.people)
      if (may(principal, 'order:chat', order))
        for (const { allowed, due, joined } of listeners) {
          allowed.add(text);
          if (joined.has(order.id) || worksAt(principal, order) || order.customerId === principal.id)
            due.add(text);
        }
    await speaker!.person.ok(calls.sendMessage, {
      params: { id: order.id },
      body: { id: `${this.#said}-${order.id.slice(-20)}`, text },
    });
    await witness!.connection.next('chat:message', (message) => message.text === text);
  }

  async check(): Promise<void> {
    for (const listener of this.people.flatMap(({ listeners }) => listeners)) {
      await listener.connection.caughtUp();
      const received = listener.received();
      expect(new Set(received)).toEqual(listener.due);
      expect(new Set(received).size).toBe(received.length);
      for (const text of received) expect(listener.allowed).toContain(text);
      listener.connection.close();
    }
  }
}

const step = fc.oneof(
  ...(
    [
      ['join', 5],
      ['say', 5],
      ['become', 3],
      ['leave', 2],
      ['sync', 2],
      ['connect', 1],
    ] as const
  ).map(([act, weight]) => ({
    weight,
    arbitrary: fc.record({
      act: fc.constant(act),
      who: fc.nat(lives.length - 1),
      what: fc.nat(1),
      life: fc.constantFrom(...lives),
    }),
  })),
);

/** The model is the access policy itself, evaluated at the time of each event. */
test('users never receive what the policy denies at that time, and receive once what it allows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const world = await World.make();
      for (const { act, who, what, life } of steps) {
        const user = world.people[who]!;
        const order = world.orders[what]!;
        if (act === 'join') await world.join(user, order, may(user.principal, 'order:read', order));
        else if (act === 'leave') await world.leave(user, order);
        else if (act === 'sync') await world.sync(user, order);
        else if (act === 'become') await world.become(user, life);
        else if (act === 'connect') await user.connect();
        else await world.say(order);
      }
      await world.check();
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);
