import { jest } from '@jest/globals';
import { StoreSharing } from '../database/store-sharing.ts';
import { Scheduler } from './scheduled-task.ts';

const minuteMs = 60_000;

/** A store of due times, as tasks see it. */
class DueTimes {
  reads = 0;
  rounds: number[] = [];
  failing = false;
  readonly #due: number[] = [];

  store(...times: number[]): void {
    this.#due.push(...times);
    this.#due.sort((a, b) => a - b);
  }

  addTo(scheduler: Scheduler, name = 'work'): void {
    scheduler.add(
      name,
      async (now) => {
        if (this.failing) throw new Error('the store is away');
        const done = this.#due.filter((at) => at <= now.getTime()).length;
        this.#due.splice(0, done);
        if (done > 0) this.rounds.push(now.getTime());
        return done;
      },
      async () => {
        this.reads += 1;
        const [next] = this.#due;
        return next === undefined ? null : new Date(next);
      },
    );
  }
}

let scheduler: Scheduler;
let work: DueTimes;
const begin = async () => {
  scheduler.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(1_000);
  work.reads = 0;
};

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') });
  scheduler = new Scheduler(new StoreSharing(null));
  work = new DueTimes();
  work.addTo(scheduler);
});
afterEach(async () => {
  await scheduler.beforeApplicationShutdown();
  jest.useRealTimers();
});

test('an idle process reads each kind of due times at most five times a minute', async () => {
  await begin();
  await jest.advanceTimersByTimeAsync(minuteMs);
  expect(work.reads).toBeGreaterThanOrEqual(3);
  expect(work.reads).toBeLessThanOrEqual(5);
});

test('work that this process has stored begins at its due time', async () => {
  const expectDue = scheduler.expecting('work');
  await begin();
  const due = Date.now() + 3_000;
  work.store(due);
  expectDue(new Date(due));
  await jest.advanceTimersByTimeAsync(2_999);
  expect(work.rounds).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(work.rounds).toEqual([due]);
});

test('work due at once begins at once, and later work of the same task after it', async () => {
  const expectDue = scheduler.expecting('work');
  await begin();
  const now = Date.now();
  work.store(now, now + 20_000);
  expectDue(new Date(now + 20_000));
  expectDue(new Date(now));
  await jest.advanceTimersByTimeAsync(1);
  expect(work.rounds).toEqual([now]);
  await jest.advanceTimersByTimeAsync(20_300);
  expect(work.rounds).toHaveLength(2);
  expect(work.rounds[1]! - now).toBeGreaterThanOrEqual(20_000);
});

test('work of a killed node begins at its due time when it was stored before the last look', async () => {
  await begin();
  const due = Date.now() + 30_000;
  work.store(due);
  await jest.advanceTimersByTimeAsync(30_300);
  expect(work.rounds).toHaveLength(1);
  expect(work.rounds[0]! - due).toBeLessThanOrEqual(300);
});

test('unannounced work begins after the next look at the latest', async () => {
  await begin();
  work.store(Date.now() + 1);
  await jest.advanceTimersByTimeAsync(17_500);
  expect(work.rounds).toHaveLength(1);
});

test('a write of another node makes it look within a second, and many writes make it look once a second', async () => {
  await begin();
  const due = Date.now() + 2_000;
  work.store(due);
  scheduler.lookSoon();
  await jest.advanceTimersByTimeAsync(2_300);
  expect(work.rounds).toHaveLength(1);
  work.reads = 0;
  for (let step = 0; step < 100; step += 1) {
    scheduler.lookSoon();
    await jest.advanceTimersByTimeAsync(100);
  }
  expect(work.reads).toBeLessThanOrEqual(11);
});

test('a failed round runs again, twice a second', async () => {
  const expectDue = scheduler.expecting('work');
  await begin();
  work.failing = true;
  work.store(Date.now());
  expectDue(new Date());
  await jest.advanceTimersByTimeAsync(5_000);
  expect(work.rounds).toEqual([]);
  work.failing = false;
  await jest.advanceTimersByTimeAsync(500);
  expect(work.rounds).toHaveLength(1);
});

test('work begins soon after the clock was set forward past its due time', async () => {
  work.store(Date.now() + 60 * minuteMs);
  await begin();
  jest.setSystemTime(Date.now() + 61 * minuteMs);
  await jest.advanceTimersByTimeAsync(6_000);
  expect(work.rounds).toHaveLength(1);
});
