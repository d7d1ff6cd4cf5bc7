import { jest } from '@jest/globals';
import { getConnectionToken, getModelToken } from '@nestjs/mongoose';
import type { OrderStatus, Refusal } from '@passline/contracts';
import type { Connection, Model } from 'mongoose';
import type { Caller } from '../../common/access/caller.ts';
import { SearchQueue } from '../../common/http/search-queue.ts';
import { candidatesAtOnce } from '../../common/http/search-pages.ts';
import { ActorNames } from './actor-names.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { someone } from '../../testing/town.ts';
import { OrderAccess } from './order.access.ts';
import { OrderAccessModule } from './order-access.module.ts';
import { ORDER, type OrderDoc } from './order.schema.ts';
import { OrdersService } from './orders.service.ts';
import { PromiseMinutes } from './promise-minutes.ts';
import { searchKeysOf } from './search-keys.ts';
import { SearchKeysFilling } from './search-keys.filling.ts';

const restaurantId = 'aurora';
const staff = someone('manager', restaurantId);
const many = 6_000;
const names = ['Jonas Weber', 'Leyla Demir', 'Anna Müller', 'Marco Rossi', 'Maria Rossi', 'Li Wei'];
const statuses: OrderStatus[] = ['delivered', 'delivered', 'delivered', 'pending'];

let domain: Domain;
let orders: OrdersService;
let model: Model<OrderDoc>;
let reads: { filter: object; limit: number | undefined }[] = [];

const orderOf = (i: number, more: Partial<OrderDoc> = {}) => {
  const customerName = names[i % names.length] ?? '';
  const number = String(i % 50);
  return {
    _id: `o${String(i).padStart(6, '0')}`,
    version: 1,
    number,
    restaurantId,
    customerName,
    customerId: i % 3 === 0 ? 'regular' : `c${i % 50}`,
    courier: { id: 'courier' },
    status: statuses[i % statuses.length],
    searchKeys: searchKeysOf({ number, customerName }),
    items: [],
    alert: {},
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...more,
  };
};

interface FindOptions {
  limit?: number;
  sort?: { _id?: number };
}

beforeAll(async () => {
  domain = await startDomain(
    [OrderAccessModule],
    [
      OrdersService,
      SearchKeysFilling,
      { provide: PromiseMinutes, useValue: {} },
      { provide: ActorNames, useValue: {} },
    ],
  );
  orders = domain.get(OrdersService);
  model = domain.get<Model<OrderDoc>>(getModelToken(ORDER));
  // Other tests cover what the view of an order shows.
  jest.spyOn(domain.get(OrderAccess), 'view').mockImplementation((_caller, order) => order as never);
  for (let i = 0; i < many; i += 1_000)
    await model.collection.insertMany(Array.from({ length: 1_000 }, (_, at) => orderOf(i + at)) as never[], {
      ordered: false,
    });
  domain
    .get<Connection>(getConnectionToken())
    .set('debug', (name: string, method: string, filter: object, options?: FindOptions) => {
      // Due work reads orders too, by other orders than a search.
      if (name === 'orders' && method === 'find' && options?.sort?._id === -1)
        reads.push({ filter, limit: options.limit });
    });
});
afterAll(() => domain.close());
beforeEach(() => {
  reads = [];
});

type Query = Parameters<OrdersService['list']>[1];
const search = (text: string, more: Partial<Query> = {}, who = staff) =>
  orders.list(who, { search: text, limit: 25, ...more });
const ids = (page: { items: unknown[] }) => page.items.map((order) => (order as { _id: string })._id);
async function examined({ filter, limit = many }: (typeof reads)[number]): Promise<number> {
  const plan = (await model.collection
    .find(filter)
    .sort({ _id: -1 })
    .limit(limit)
    .explain('executionStats')) as unknown as { executionStats: { totalDocsExamined: number } };
  return plan.executionStats.totalDocsExamined;
}

describe(`among ${many} orders of a restaurant`, () => {
  const customer = someone('customer', null, 'regular');
  const courier = someone('courier', null, 'courier');
  const operator = someone('operator', null);
  test.each<[string, number, Caller, Partial<Query>]>([
    ['zzzz', 1, staff, {}],
    ['jonas', 2, staff, {}],
    ['1999', 1, staff, {}],
    ['17', 2, staff, {}],
    ['zz', 4, staff, {}],
    ['mariz', 4, staff, {}],
    ['jonas', 5, staff, { status: 'cancelled' }],
    ['(', 0, staff, {}],
    ['zzzz', 4, customer, {}],
    ['zzzz', 4, customer, { restaurantId: 'sakura' }],
    ['zzzz', 4, courier, {}],
    ['zzzz', 4, operator, {}],
    ['1999', 1, operator, {}],
    ['17', 2, operator, {}],
    ['zzzz', 1, operator, { restaurantId }],
    ['zzzz', 1, operator, { restaurantId: 'sakura' }],
  ])('a search for %p takes at most %d reads, each of them bounded', async (text, most, who, more) => {
    await search(text, more, who);
    // A copy, because explaining a read is recorded as a read too.
    const searchReads = [...reads];
    expect(searchReads.length).toBeLessThanOrEqual(most);
    expect(searchReads.length === 0).toBe(most === 0);
    for (const read of searchReads) expect(await examined(read)).toBeLessThanOrEqual(candidatesAtOnce);
  });

  test('finds orders by name, number and status, newest first, page by page', async () => {
    const first = await search('ross', { limit: 3 });
    const expected = Array.from({ length: many }, (_, i) => orderOf(many - 1 - i))
      .filter(({ customerName }) => customerName.endsWith('Rossi'))
      .map(({ _id }) => _id);
    expect(ids(first)).toEqual(expected.slice(0, 3));
    const second = await search('ROSSI', { limit: 4, cursor: first.nextCursor ?? '' });
    expect(ids(second)).toEqual(expected.slice(3, 7));
    const numbered = await search('#17', { limit: 100 });
    expect(ids(numbered)).toHaveLength(100);
    const rest = await search('17', { limit: 100, cursor: numbered.nextCursor ?? '' });
    expect([ids(rest).length, rest.nextCursor]).toEqual([20, null]);
    const pending = await search('demir', { status: 'pending', limit: 5 });
    expect(pending.items).toHaveLength(5);
    for (const order of pending.items)
      expect(order).toMatchObject({ status: 'pending', customerName: 'Leyla Demir' });
    expect(ids(await search('li', { limit: 2 }))).toEqual(['o005999', 'o005993']);
  });

  test('a page without matches has a cursor to continue from', async () => {
    const page = await search('zz');
    expect(page.items).toEqual([]);
    expect(page.nextCursor).not.toBeNull();
  });

  test('staff find only orders of their restaurant, customers only their own', async () => {
    expect((await search('jonas', {}, someone('owner', 'sakura'))).items).toEqual([]);
    const mine = await search('jonas', {}, customer);
    expect(mine.items.length).toBeGreaterThan(0);
    for (const order of mine.items) expect(order).toMatchObject({ customerId: 'regular' });
    for (const order of (await search('demir', {}, courier)).items)
      expect(order).toMatchObject({ status: 'pending' });
  });
});

test('orders that an earlier release stored are found once their search keys are filled', async () => {
  await model.collection.insertMany(
    Array.from({ length: 450 }, (_, i) =>
      orderOf(i, { _id: `p${i}`, customerName: 'Quentin Old', searchKeys: undefined }),
    ).map((order) => {
      delete (order as Partial<OrderDoc>).searchKeys;
      return order;
    }) as never[],
  );
  expect((await search('quentin')).items).toEqual([]);
  await domain.get(SearchKeysFilling).fill();
  expect((await search('quentin', { limit: 500 })).items).toHaveLength(450);
  expect(await model.countDocuments({ searchKeys: null })).toBe(0);
});

describe('searches at the same time', () => {
  test('run one at a time, and are rejected when the queue is full', async () => {
    const queue = new SearchQueue();
    let running = 0;
    let most = 0;
    const hold = async () => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
    };
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        queue.run(`account-${i % 30}`, hold).then(
          () => 'done',
          (error: unknown) => (error as Refusal).code,
        ),
      ),
    );
    expect(most).toBe(1);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(21);
    expect(outcomes.filter((outcome) => outcome === 'unavailable')).toHaveLength(19);
    expect(await queue.run('account-0', () => Promise.resolve('again'))).toBe('again');
  });

  test('of one account are limited to two', async () => {
    const queue = new SearchQueue();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => queue.run('account', () => new Promise(setImmediate))),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(18);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'rate_limited', retryAfter: 1 });
  });
});
