import { validate, version } from 'uuid';
import { newId } from './new-id.ts';

test('ids are UUIDv7, never repeat, and sort in the order in which they were made', () => {
  const before = Date.now();
  const ids = Array.from({ length: 5_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect([validate(id), version(id)]).toEqual([true, 7]);
  const madeAt = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(madeAt(ids[0] ?? '')).toBeGreaterThanOrEqual(before);
  expect(madeAt(ids.at(-1) ?? '')).toBeLessThanOrEqual(Date.now());
});

test('the id of something in the past sorts before ids of now', () => {
  const [now, then] = [newId(), newId(new Date(Date.now() - 3_600_000))];
  expect(then < now).toBe(true);
  expect(newId(new Date()) > now).toBe(true);
});

test('the random part of ids does not repeat within a pool or from pool to pool', () => {
  const tails = Array.from({ length: 2_000 }, () => newId().slice(-10));
  expect(new Set(tails).size).toBe(tails.length);
});
