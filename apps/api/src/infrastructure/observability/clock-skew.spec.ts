import type { Connection } from 'mongoose';
import { Registry } from '@prometheus-io/client';
import { ClockSkew } from './clock-skew.ts';
import { type Check, HealthOf } from './health.ts';
import type { Metrics } from './metrics.ts';

const storeTime = new Date('2026-11-28T12:00:00Z');

function opened(command: () => Promise<object>) {
  const checks = new Map<string, () => Promise<Check>>();
  const health = { add: (name: string, check: () => Promise<Check>) => checks.set(name, check) };
  const registry = new Registry();
  const skew = new ClockSkew(
    { db: { admin: () => ({ command }) } } as unknown as Connection,
    health as unknown as HealthOf,
    { registry } as unknown as Metrics,
  );
  return { skew, registry, health: () => checks.get('clock')!() };
}

test.each([
  [0, { status: 'up' }],
  [-4_000, { status: 'up' }],
  [-10_000, { status: 'degraded', detail: "this node's clock is 10.0 s behind the store's; synchronise it" }],
  [
    3_600_000,
    { status: 'degraded', detail: "this node's clock is 3600.0 s ahead of the store's; synchronise it" },
  ],
])('a clock that is %d ms off', async (ms, expected) => {
  const { skew, registry, health } = opened(async () => ({ localTime: storeTime }));
  // The answer takes 40 ms, half of which is the way back.
  const times = [storeTime.getTime() + ms - 20, storeTime.getTime() + ms + 20];
  await skew.measure(() => times.shift()!);
  expect(await health()).toEqual(expected);
  expect(await registry.metrics()).toContain(`passline_clock_skew_seconds ${ms / 1_000}\n`);
});

test('a store that is unreachable or reports no time keeps the last skew', async () => {
  let answer: () => Promise<object> = async () => ({ localTime: storeTime });
  const { skew, health } = opened(() => answer());
  await skew.measure(() => storeTime.getTime() - 60_000);
  answer = async () => Promise.reject(new Error('away'));
  await skew.measure();
  answer = async () => ({});
  await skew.measure();
  expect(await health()).toMatchObject({ status: 'degraded' });
});
