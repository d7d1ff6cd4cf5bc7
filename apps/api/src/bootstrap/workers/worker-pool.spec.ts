import cluster, { type Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { jest } from '@jest/globals';
import { pino } from 'pino';
import type { ToWorker } from '../../infrastructure/workers/worker-messages.ts';
import { WorkerPool } from './worker-pool.ts';

/** What the pool uses of a worker, without a process. */
class FakeWorker extends EventEmitter {
  readonly sent: ToWorker[] = [];
  readonly signals: string[] = [];
  readonly process = Object.assign(new EventEmitter(), {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    kill: (signal: string) => this.signals.push(signal),
  });
  isConnected = () => true;
  send(message: ToWorker): void {
    this.sent.push(message);
  }
  exit(code: number | null = 1, signal: string | null = null): void {
    this.process.emit('close', code, signal);
  }
}

let forked: FakeWorker[];
let started: number[];
let messages: [number, string][];
let pool: WorkerPool;

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(cluster, 'setupPrimary').mockReturnValue();
  jest.spyOn(cluster, 'fork').mockImplementation(() => {
    const worker = new FakeWorker();
    forked.push(worker);
    return worker as unknown as Worker;
  });
  [forked, started, messages] = [[], [], []];
  const events = {
    started: (_: Worker, number: number) => void started.push(number),
    message: (_: Worker, number: number, message: { type: string }) =>
      void messages.push([number, message.type]),
    exited: () => undefined,
  };
  pool = new WorkerPool(3, events, pino({ level: 'silent' }));
});
afterEach(async () => {
  const stopped = pool.stop(0);
  jest.advanceTimersByTime(0);
  for (const worker of forked) worker.exit();
  await stopped;
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** How long after an exit at its start the worker's slot stays empty. */
function pauseAfterExit(): number {
  const before = forked.length;
  forked.at(-1)!.exit();
  const from = performance.now();
  while (forked.length === before) jest.advanceTimersToNextTimer();
  return performance.now() - from;
}

test('a slot holds one worker at a time', () => {
  pool.start(1);
  pool.startAll();
  pool.startAll();
  expect(started).toEqual([1, 2, 3]);
  expect(pool.workers).toHaveLength(3);
});

test('a slot that does not exist starts nothing', () => {
  pool.start(4);
  expect(forked).toEqual([]);
});

test('a replacement takes the slot of the worker that exited', () => {
  pool.startAll();
  forked[1]!.exit();
  expect(pool.workers).toEqual([forked[0], forked[2]]);
  jest.advanceTimersByTime(250);
  expect(started).toEqual([1, 2, 3, 2]);
  expect(pool.workers).toEqual([forked[0], forked[3], forked[2]]);
  expect(pool.replaced).toBe(1);
});

test('a slot that waits for its replacement is not started twice', () => {
  pool.startAll();
  forked[0]!.exit();
  pool.startAll();
  jest.advanceTimersByTime(1_000);
  expect(started).toEqual([1, 2, 3, 1]);
});

test('a worker that ran normally is replaced at once', () => {
  pool.start(1);
  jest.advanceTimersByTime(10_000);
  expect(pauseAfterExit()).toBe(0);
});

test('the pause doubles while workers fail at their start, up to 15 s', () => {
  pool.start(1);
  const pauses = Array.from({ length: 8 }, pauseAfterExit);
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
});

test('a normal run resets the pause', () => {
  pool.start(1);
  pauseAfterExit();
  pauseAfterExit();
  jest.advanceTimersByTime(10_000);
  expect(pauseAfterExit()).toBe(0);
  expect(pauseAfterExit()).toBe(250);
});

test('each slot has its own pause', () => {
  pool.startAll();
  forked[0]!.exit();
  jest.advanceTimersByTime(250);
  forked[3]!.exit();
  forked[1]!.exit();
  jest.advanceTimersByTime(250);
  expect(started).toEqual([1, 2, 3, 1, 2]);
  jest.advanceTimersByTime(250);
  expect(started).toEqual([1, 2, 3, 1, 2, 1]);
});

test('a worker that sends nothing for 30 s is killed, and one that sends is not', () => {
  pool.start(1);
  pool.start(2);
  for (let second = 0; second < 40; second += 1) {
    jest.advanceTimersByTime(1_000);
    forked[1]!.emit('message', { type: 'load', connections: 0 });
  }
  expect(forked[0]!.signals).toContain('SIGKILL');
  expect(forked[1]!.signals).toEqual([]);
});

test("a worker's messages carry its slot; messages of the Socket.IO adapter are ignored", () => {
  pool.startAll();
  forked[2]!.emit('message', { type: 'leaving' });
  forked[2]!.emit('message', { source: '_sio_adapter', type: 'leaving' });
  expect(messages).toEqual([[3, 'leaving']]);
});

test('a stop waits for all workers and replaces none', async () => {
  pool.startAll();
  forked[2]!.exit();
  const stopped = pool.stop(5_000);
  expect(forked.map(({ sent }) => sent)).toEqual([[{ type: 'stop' }], [{ type: 'stop' }], []]);
  forked[0]!.exit(0);
  forked[1]!.exit(0);
  expect(await stopped).toBe(true);
  jest.advanceTimersByTime(60_000);
  expect(forked).toHaveLength(3);
});

test('a stop kills workers that take too long, and reports that they did not end cleanly', async () => {
  pool.start(1);
  const stopped = pool.stop(5_000);
  jest.advanceTimersByTime(5_000);
  expect(forked[0]!.signals).toEqual(['SIGKILL']);
  forked[0]!.exit(null, 'SIGKILL');
  expect(await stopped).toBe(false);
});
