import { TokenBuckets } from './token-buckets.ts';

const rate = { burst: 3, perSecond: 2 };

function manualClock() {
  let ms = 0;
  return { now: () => ms, pass: (more: number) => (ms += more) };
}

test('allows a burst, then the steady rate, and each key has its own bucket', () => {
  const clock = manualClock();
  const buckets = new TokenBuckets({ now: clock.now });
  expect([1, 2, 3].map(() => buckets.take('a', rate))).toEqual([0, 0, 0]);
  expect(buckets.take('a', rate)).toBe(0.5);
  expect(buckets.take('b', rate)).toBe(0);
  clock.pass(500);
  expect(buckets.take('a', rate)).toBe(0);
  expect(buckets.take('a', rate)).toBeGreaterThan(0);
});

test('tokens never accumulate beyond the burst', () => {
  const clock = manualClock();
  const buckets = new TokenBuckets({ now: clock.now });
  buckets.take('a', rate);
  clock.pass(3_600_000);
  expect([1, 2, 3, 4].map(() => buckets.take('a', rate) === 0)).toEqual([true, true, true, false]);
});

test('memory stays bounded for any number of keys, and the least recently used keys are evicted', () => {
  const buckets = new TokenBuckets({ most: 100, now: () => 0 });
  for (let i = 0; i < 10_000; i += 1) {
    buckets.take('regular', { burst: 1, perSecond: 1 });
    buckets.take(`stranger ${i}`, rate);
  }
  expect(buckets.size).toBeLessThanOrEqual(100);
  expect(buckets.take('regular', { burst: 1, perSecond: 1 })).toBeGreaterThan(0);
});
