import { calls, rebuildOrder, type Order, type OrderFact, type StreamPositions } from '@passline/contracts';
import { expectEvent, expectNoEvent } from './testing/expect-event.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, moveOrder } from './testing/orders.ts';
import { startServer, stopAll } from './testing/server.ts';
import { closeSockets, type Connection } from './testing/sockets.ts';

let fixture: OrderFixture;
let customer: TestUser;
let cook: TestUser;

beforeAll(async () => {
  fixture = await OrderFixture.signIn(await startServer());
  [customer, cook] = await Promise.all([fixture.newUser('customer'), fixture.newUser('kitchen', aurora)]);
});
afterAll(stopAll);
afterEach(closeSockets);

type Marking = { items: string[]; state: 'waiting' | 'done'; expectedVersion?: number };
const mark = (who: TestUser, id: string, body: Marking) => who.ok(calls.markItems, { params: { id }, body });
const refusedMark = (who: Pick<TestUser, 'refused'>, id: string, body: Marking) =>
  who.refused(calls.markItems, { params: { id }, body });
const setKitchen = (kitchen: object) =>
  fixture.owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { kitchen } });
const kitchenOf = async (who: Pick<TestUser, 'ok'> = fixture.owner) =>
  (await who.ok(calls.getSettings, { params: { id: aurora } })).kitchen;

/** An accepted order with this many items. */
async function accepted(count: number): Promise<Order> {
  const items = Array.from({ length: count }, () => ({ menuItemId: fixture.dish.id, quantity: 2 }));
  const { id } = await fixture.order(customer, { items });
  await moveOrder(fixture.owner, id, 'confirmed');
  return fixture.owner.ok(calls.getOrder, { params: { id } });
}
const doneIn = ({ items }: Order) => items.filter(({ done }) => done).map(({ id }) => id);

describe('stations', () => {
  afterEach(() => setKitchen({ stations: [], readyWhenDone: true }));

  test('are the owner’s, keep their ids, and staff read them', async () => {
    await setKitchen({ stations: [{ name: 'Oven', categories: ['Pizza'] }, { name: 'Bar' }] });
    const { stations, readyWhenDone } = await kitchenOf(cook);
    expect(readyWhenDone).toBe(true);
    expect(stations).toEqual([
      { id: expect.any(String), name: 'Oven', categories: ['Pizza'], dishes: [] },
      { id: expect.any(String), name: 'Bar', categories: [], dishes: [] },
    ]);
    const [, bar] = stations;
    await setKitchen({ stations: [{ ...bar!, dishes: [fixture.dish.id] }], readyWhenDone: false });
    expect(await kitchenOf()).toEqual({
      stations: [{ ...bar!, dishes: [fixture.dish.id] }],
      readyWhenDone: false,
    });
    await setKitchen({ readyWhenDone: true });
    expect((await kitchenOf()).stations).toHaveLength(1);
  });

  test('a name, a category and a dish belong to one of them; cooks cannot change them', async () => {
    const body = {
      kitchen: {
        stations: [
          { name: 'Oven', categories: ['Pizza'] },
          { name: 'oven', categories: ['Pizza'] },
        ],
      },
    };
    const { errors } = await fixture.owner.refused(calls.changeRestaurant, { params: { id: aurora }, body });
    expect(errors?.map(({ path }) => path)).toEqual([
      'kitchen.stations.1.name',
      'kitchen.stations.1.categories.0',
    ]);
    const change = { params: { id: aurora }, body: { kitchen: { readyWhenDone: false } } };
    expect((await cook.refused(calls.changeRestaurant, change)).code).toBe('forbidden');
  });
});

describe('items', () => {
  test('are done one by one: the first starts cooking, the last makes the order ready', async () => {
    const { id, items, version } = await accepted(2);
    expect(items.map((item) => [item.id, item.done])).toEqual([
      ['1', undefined],
      ['2', undefined],
    ]);
    const first = await mark(cook, id, { items: ['2'], state: 'done', expectedVersion: version });
    expect(first).toMatchObject({ status: 'preparing' });
    expect(first.items[1]!.done).toEqual({
      at: expect.any(String),
      by: { id: cook.id, name: 'kitchen Surname' },
    });
    const ready = await mark(cook, id, { items: ['1'], state: 'done' });
    expect([ready.status, doneIn(ready)]).toEqual(['ready', ['1', '2']]);
    const back = await mark(cook, id, { items: ['1'], state: 'waiting' });
    expect([back.status, doneIn(back)]).toEqual(['preparing', ['2']]);
    const { items: facts } = await fixture.owner.ok(calls.getOrderEvents, { params: { id } });
    expect(facts.filter(({ type }) => type === 'order.items_marked').map(({ actor }) => actor?.name)).toEqual(
      ['kitchen Surname', 'kitchen Surname', 'kitchen Surname'],
    );
    const rebuilt = rebuildOrder(facts as OrderFact<string>[]);
    expect(rebuilt).toMatchObject({ status: 'preparing', version: back.version });
    expect(rebuilt.itemsDone?.map(({ id }) => id)).toEqual(['2']);
  });

  test('of different stations are marked at the same time, and a repetition changes nothing', async () => {
    const { id, version } = await accepted(4);
    const all = ['1', '2', '3', '4'];
    await moveOrder(fixture.owner, id, 'preparing');
    await Promise.all(
      all.map((item) => mark(cook, id, { items: [item], state: 'done', expectedVersion: version + 1 })),
    );
    const after = await cook.ok(calls.getOrder, { params: { id } });
    expect([after.status, doneIn(after)]).toEqual(['ready', all]);
    expect((await mark(cook, id, { items: ['1', '1'], state: 'done' })).version).toBe(after.version);
  });

  test('leave the step to staff when the setting is off', async () => {
    await setKitchen({ readyWhenDone: false });
    const { id } = await accepted(1);
    expect((await mark(cook, id, { items: ['1'], state: 'done' })).status).toBe('preparing');
    await setKitchen({ readyWhenDone: true });
  });

  test('are refused: unknown, of an order that is not in the kitchen, on an old decision, by others', async () => {
    const { id, version } = await accepted(1);
    const done: Marking = { items: ['1'], state: 'done' };
    expect(await refusedMark(cook, id, { ...done, items: ['1', '7'] })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'items.1' }],
    });
    await moveOrder(fixture.owner, id, 'preparing');
    expect((await refusedMark(cook, id, { ...done, expectedVersion: version })).code).toBe(
      'version_conflict',
    );
    expect((await refusedMark(customer, id, done)).code).toBe('forbidden');
    expect((await refusedMark(fixture.otherOwner, id, done)).code).toBe('not_found');
    await moveOrder(fixture.owner, id, 'ready', 'out_for_delivery');
    expect((await refusedMark(cook, id, done)).code).toBe('illegal_transition');
    const { id: pending } = await fixture.order(customer);
    expect((await refusedMark(cook, pending, done)).code).toBe('illegal_transition');
  });

  test("are announced to the restaurant's screens only", async () => {
    const { id, number } = await accepted(2);
    const [atCook, atCustomer, atNeighbour] = await Promise.all(
      [cook, customer, fixture.otherOwner].map((who) => fixture.connect(who)),
    );
    await mark(cook, id, { items: ['1'], state: 'done' });
    const said = { orderId: id, orderNumber: number, restaurantId: aurora, items: ['1'], state: 'done' };
    await expectEvent(atCook, 'order:items:update', said);
    await expectNoEvent('order:items:update', atCustomer, atNeighbour);
    expect(doneIn(await customer.ok(calls.getOrder, { params: { id } }))).toEqual([]);
    const history = await customer.ok(calls.getOrderEvents, { params: { id } });
    expect(history.items.map(({ type }) => type)).toContain('order.items_marked');
    expect(JSON.stringify(history.items)).not.toContain('kitchen Surname');
  });
});

const stream = `restaurant:${aurora}`;

/** A screen of the kitchen: what it knows comes from events and from the replay after a cut. */
class Screen {
  readonly done = new Map<string, boolean>();
  #connection: Connection | undefined;
  #seen = 0;
  #position: StreamPositions[string] | undefined;

  async connect(): Promise<void> {
    this.#connection = await fixture.connect(cook);
    this.#seen = 0;
    for (let more = true; more;) {
      const streams: StreamPositions = this.#position ? { [stream]: this.#position } : {};
      const answer = await this.#connection.ok('sync', { streams });
      for (const { event, payload } of answer.missed) this.#apply(event, payload);
      const { seq, epoch } = answer.streams[stream]!;
      this.#position = { seq, epoch };
      ({ more } = answer);
    }
  }

  cut(): void {
    this.read();
    this.#connection?.close();
  }

  read(): void {
    const { received = [] } = this.#connection ?? {};
    for (const { event, payload, meta } of received.slice(this.#seen)) {
      const position = meta?.streams[stream];
      if (position && position.seq > (this.#position?.seq ?? 0)) {
        this.#apply(event, payload);
        this.#position = position;
      }
    }
    this.#seen = received.length;
  }

  async caughtUp(orderId: string, version: number): Promise<void> {
    if (this.#versions.get(orderId) !== version)
      await this.#connection!.next(
        'order:items:update',
        (it) => it.orderId === orderId && it.version === version,
      );
    this.read();
  }

  readonly #versions = new Map<string, number>();
  #apply(event: string, payload: unknown): void {
    if (event !== 'order:items:update') return;
    const { orderId, items, state, version } = payload as {
      orderId: string;
      items: string[];
      state: string;
      version: number;
    };
    this.#versions.set(orderId, version);
    for (const item of items) this.done.set(`${orderId} ${item}`, state === 'done');
  }
}

test('two stations and an expediter agree about every item through cut connections', async () => {
  await setKitchen({ readyWhenDone: false });
  const [oven, grill, pass] = [new Screen(), new Screen(), new Screen()];
  const screens = [oven, grill, pass];
  await Promise.all(screens.map((screen) => screen.connect()));
  const orders = await Promise.all([accepted(4), accepted(4)]);
  const last = new Map<string, number>();
  const rounds: [Screen, Marking, Marking][] = [
    [pass, { items: ['1', '3'], state: 'done' }, { items: ['2'], state: 'done' }],
    [grill, { items: ['1'], state: 'waiting' }, { items: ['4'], state: 'done' }],
    [oven, { items: ['1'], state: 'done' }, { items: ['3'], state: 'waiting' }],
    [pass, { items: ['2'], state: 'waiting' }, { items: ['3'], state: 'done' }],
  ];
  for (const [away, atOven, atGrill] of rounds) {
    away.cut();
    for (const { id } of orders) {
      const answers = await Promise.all([mark(cook, id, atOven), mark(cook, id, atGrill)]);
      last.set(id, Math.max(...answers.map(({ version }) => version)));
    }
    await away.connect();
  }
  const truth = new Map<string, boolean>();
  for (const { id } of orders) {
    const { items } = await cook.ok(calls.getOrder, { params: { id } });
    for (const item of items) truth.set(`${id} ${item.id}`, item.done !== undefined);
    for (const screen of screens) await screen.caughtUp(id, last.get(id)!);
  }
  for (const { done } of screens) expect([...done].sort()).toEqual([...truth].sort());
  await setKitchen({ readyWhenDone: true });
});
