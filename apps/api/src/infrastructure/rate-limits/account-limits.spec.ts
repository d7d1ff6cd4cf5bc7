import { jest } from '@jest/globals';
import type { Refusal } from '@passline/contracts';
import { readConfig } from '../../common/config/env.ts';
import type { Rate } from '../../common/http/token-buckets.ts';
import { type SharedBuckets, taken } from './shared-buckets.ts';
import type { LimitName } from '../../common/http/serve.decorator.ts';
import { AccountLimits } from './account-limits.ts';

beforeAll(() => {
  jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z'), doNotFake: ['nextTick', 'setImmediate'] });
});
afterAll(() => {
  jest.useRealTimers();
});

/** Stands in for the shared buckets: it counts calls and answers after a delay. */
class Store {
  asked = 0;
  readonly #fullAt = new Map<string, number>();
  async take(key: string, rate: Rate): Promise<number> {
    this.asked += 1;
    const { fullAt, wait } = taken(this.#fullAt.get(key), rate, Date.now());
    if (wait === 0) this.#fullAt.set(key, fullAt);
    await new Promise(setImmediate);
    return wait;
  }
}

const processOn = (store: Store, variables: Record<string, string> = {}) =>
  new AccountLimits(store as unknown as SharedBuckets, readConfig(variables));

/** How many of these simultaneous requests pass. */
async function passed(of: AccountLimits, times: number, who = 'u1', name: LimitName = 'orders') {
  const outcomes = await Promise.allSettled(
    Array.from({ length: times }, () => of.assertWithinLimit(who, name)),
  );
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

test('an account that writes at a normal rate causes no store reads', async () => {
  const store = new Store();
  expect(await passed(processOn(store), 2)).toBe(2);
  expect(store.asked).toBe(0);
});

test('the limit of changes never asks the store', async () => {
  const store = new Store();
  expect(await passed(processOn(store), 1_000, 'u1', 'writes')).toBe(120);
  expect(store.asked).toBe(0);
});

test('one account in one process gets its full limit, independently of other accounts', async () => {
  const limits = processOn(new Store());
  expect(await passed(limits, 300)).toBe(10);
  expect(await passed(limits, 300, 'u2')).toBe(10);
});

test('several processes share the limit beyond their own quarter', async () => {
  const store = new Store();
  const processes = [processOn(store), processOn(store), processOn(store)];
  let through = 0;
  for (const one of processes) through += await passed(one, 100);
  expect(through).toBe(3 * 2 + 8);
});

test('a flood asks the store once for each refusal, not for each request', async () => {
  const store = new Store();
  const limits = processOn(store);
  await passed(limits, 1_000);
  expect(store.asked).toBe(8 + 1);
  // After six seconds the shared bucket has no whole token yet, only three quarters of one.
  jest.advanceTimersByTime(6_000);
  await passed(limits, 1_000);
  expect(store.asked).toBe(8 + 1);
});

test('the error names the limit and the seconds to wait, after which a request passes', async () => {
  const limits = processOn(new Store());
  await passed(limits, 10);
  const refusal = (await limits
    .assertWithinLimit('u1', 'orders')
    .catch((error: unknown) => error)) as Refusal;
  expect(refusal).toMatchObject({ code: 'rate_limited' });
  expect(refusal.message).toBe('No more than 10 orders per minute. Try again in 8 s.');
  expect(refusal.retryAfter).toBe(8);
  jest.advanceTimersByTime(8_000);
  expect(await passed(limits, 10)).toBeGreaterThanOrEqual(1);
});

test.each([
  ['orders', { ORDERS_PER_MINUTE: '4' }, 4],
  ['records', { RECORDS_PER_MINUTE: '40' }, 40],
  ['writes', { WRITES_PER_MINUTE: '100' }, 20],
  ['chat', { CHAT_MESSAGES_PER_MINUTE: '7' }, 7],
  ['registrations', { REGISTRATIONS_PER_MINUTE: '9' }, 9],
  ['orders', { RATE_LIMIT_FACTOR: '3' }, 30],
  ['chat', { RATE_LIMIT_FACTOR: '3' }, 30],
] as const)('%s with %j are %d at once', async (name, variables, most) => {
  expect(await passed(processOn(new Store(), { ...variables }), 500, 'u1', name)).toBe(most);
});
