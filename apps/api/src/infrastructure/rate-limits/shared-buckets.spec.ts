import { taken } from './shared-buckets.ts';

const rate = { burst: 3, perSecond: 1 / 10 };
const hour = 3_600_000;
const noon = Date.parse('2026-03-01T12:00:00Z');

/** The seconds to wait for each of several takes in a row. */
function waits(bucket: { fullAt?: number }, now: number, times: number): number[] {
  return Array.from({ length: times }, () => {
    const { fullAt, wait } = taken(bucket.fullAt, rate, now);
    if (wait === 0) bucket.fullAt = fullAt;
    return Math.round(wait);
  });
}

test('a bucket gives its tokens, and one more after each refill interval', () => {
  const bucket = {};
  expect(waits(bucket, noon, 5)).toEqual([0, 0, 0, 10, 10]);
  expect(waits(bucket, noon + 4_000, 1)).toEqual([6]);
  expect(waits(bucket, noon + 10_000, 2)).toEqual([0, 10]);
  expect(waits(bucket, noon + 10_000 + hour, 4)).toEqual([0, 0, 0, 10]);
});

test.each([-24 * hour, -hour, -31_000, -20_000, -1_000, 1_000, hour])(
  'a clock that jumps by %d ms refills the bucket at most once, and no wait is longer than a full refill',
  (jump) => {
    const bucket = {};
    waits(bucket, noon, 5);
    const after = waits(bucket, noon + jump, 10);
    expect(after.filter((wait) => wait === 0).length).toBeLessThanOrEqual(3);
    for (const wait of after) expect(wait).toBeLessThanOrEqual(30);
    expect(waits(bucket, noon + jump + Math.max(...after) * 1000, 1)).toEqual([0]);
  },
);
