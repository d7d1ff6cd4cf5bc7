import { setTimeout as pause } from 'node:timers/promises';
import { type Renewal, SubscribedUsers } from './subscribed-users.ts';

const entry = (userId: string, minute: number, second = 0): Renewal => ({
  userId,
  renewedAt: new Date(Date.UTC(2030, 0, 1, 12, minute, second)),
});

function users(keptForMs: number, stored: Renewal[]) {
  const reads: (Date | null)[] = [];
  const known = new SubscribedUsers(async (time) => {
    reads.push(time);
    return stored.filter(({ renewedAt }) => !time || renewedAt > time);
  }, keptForMs);
  return { known, reads, stored };
}

test('many who ask at once share one read, and later ones need none', async () => {
  const { known, reads } = users(60_000, [entry('anna', 0)]);
  const answers = await Promise.all([known.among(['anna', 'ben']), known.among(['ben']), known.among([])]);
  expect(answers).toEqual([['anna'], [], []]);
  expect(await known.among(['anna'])).toEqual(['anna']);
  expect(reads).toEqual([null]);
});

test('a later read asks only for what is new, with room for clocks that differ', async () => {
  const { known, reads, stored } = users(1, [entry('anna', 0), entry('ben', 10)]);
  await known.among(['anna']);
  stored.push(entry('carla', 9, 30));
  await pause(5);
  expect(await known.among(['carla', 'anna'])).toEqual(['carla', 'anna']);
  expect(reads).toEqual([null, entry('', 9).renewedAt]);
});

test('this process knows its own changes at once', async () => {
  const { known } = users(60_000, []);
  await known.among(['anna']);
  known.add('anna');
  expect(await known.among(['anna'])).toEqual(['anna']);
  known.remove('anna');
  expect(await known.among(['anna'])).toEqual([]);
});

test('a read that fails is repeated by the next who asks', async () => {
  let fails = true;
  const known = new SubscribedUsers(async () => {
    if (fails) throw new Error('no store');
    return [entry('anna', 0)];
  }, 60_000);
  await expect(known.among(['anna'])).rejects.toThrow('no store');
  fails = false;
  expect(await known.among(['anna'])).toEqual(['anna']);
});
