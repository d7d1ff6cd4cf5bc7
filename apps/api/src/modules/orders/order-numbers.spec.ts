import { MongooseModule, getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { ORDER_NUMBERS, OrderNumbers, OrderNumbersSchema } from './order-numbers.ts';

const now = new Date('2026-06-01T12:00:00Z');
let domain: Domain;
let commands = 0;

beforeAll(async () => {
  domain = await startDomain(
    [MongooseModule.forFeature([{ name: ORDER_NUMBERS, schema: OrderNumbersSchema }])],
    [OrderNumbers],
  );
  domain.get<Connection>(getConnectionToken()).set('debug', (collection: string) => {
    if (collection === 'order_numbers') commands += 1;
  });
});
afterAll(() => domain.close());

const upTo = (count: number) => Array.from({ length: count }, (_, n) => String(n + 1));

test('orders that arrive together get their numbers in order, with few commands', async () => {
  commands = 0;
  const numbers = domain.get(OrderNumbers);
  const taken = await Promise.all(upTo(40).map(() => numbers.next('aurora', 'Europe/Berlin', now)));
  expect(taken).toEqual(upTo(40));
  expect(commands).toBe(1);
  expect(await numbers.next('aurora', 'Europe/Berlin', now)).toBe('41');
});

test('several nodes never give a number twice, and leave none out', async () => {
  const one = domain.get(OrderNumbers);
  const model = domain.get<Connection>(getConnectionToken()).model(ORDER_NUMBERS);
  const other = new OrderNumbers(model as never);
  const taken: string[] = [];
  await Promise.all(
    upTo(30).map(async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n % 5));
      taken.push(await (n % 2 ? one : other).next('sakura', 'Europe/Berlin', now));
    }),
  );
  expect(
    taken
      .map(Number)
      .toSorted((a, b) => a - b)
      .map(String),
  ).toEqual(upTo(30));
});

test('numbers start at 1 in every restaurant and on every day of its time zone', async () => {
  const numbers = domain.get(OrderNumbers);
  const lateEvening = new Date('2026-06-01T22:30:00Z');
  expect(await numbers.next('rome', 'Europe/London', lateEvening)).toBe('1');
  expect(await numbers.next('rome', 'Europe/London', lateEvening)).toBe('2');
  // Half past midnight there: the next day.
  expect(await numbers.next('rome', 'Europe/Berlin', lateEvening)).toBe('1');
  expect(await numbers.next('oslo', 'Europe/London', lateEvening)).toBe('1');
});
