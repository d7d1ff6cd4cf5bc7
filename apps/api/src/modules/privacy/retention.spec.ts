import { Logger } from '@nestjs/common';
import { StoreSharing } from '../../infrastructure/database/store-sharing.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { Retention } from './retention.ts';

const now = new Date('2026-11-21T18:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

beforeAll(() => Logger.overrideLogger(false));

/** A kind of data of which each round removes the next of these numbers. */
function kind(personal: PersonalData, name: string, days: number, batches: (number | Error)[]) {
  const calls: { before: string; atMost: number }[] = [];
  personal.add(name, {
    keep: {
      days,
      forget: async (before, atMost) => {
        calls.push({ before: before.toISOString(), atMost });
        const batch = batches.shift() ?? 0;
        if (batch instanceof Error) throw batch;
        return batch;
      },
    },
  });
  return calls;
}

test('removes data that is older than its days, and looks again after an hour', async () => {
  const personal = new PersonalData();
  const calls = kind(personal, 'chat', 180, [3, 0]);
  personal.add('orders', { erase: async () => 0 });
  const retention = new Retention(personal, new Scheduler(new StoreSharing(null)));
  await retention.round(now);
  await retention.round(later(59));
  expect(calls).toEqual([{ before: '2026-05-25T18:00:00.000Z', atMost: 25 }]);
  await retention.round(later(60));
  expect(calls).toHaveLength(2);
});

test('after a full batch the next round continues', async () => {
  const personal = new PersonalData();
  const calls = kind(personal, 'sessions', 30, [25, 25, 4]);
  const retention = new Retention(personal, new Scheduler(new StoreSharing(null)));
  for (let round = 0; round < 5; round += 1) await retention.round(later(round / 60));
  expect(calls).toHaveLength(3);
});

test('a failure of one kind does not stop the others', async () => {
  const personal = new PersonalData();
  kind(personal, 'deliveries', 7, [new Error('the store is away')]);
  const calls = kind(personal, 'positions', 1, [1]);
  await new Retention(personal, new Scheduler(new StoreSharing(null))).round(now);
  expect(calls).toEqual([{ before: '2026-11-20T18:00:00.000Z', atMost: 25 }]);
});
