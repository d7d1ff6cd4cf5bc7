import { setImmediate as tick } from 'node:timers/promises';
import { SerialQueue } from './serial-queue.ts';

/** A task that ends when the test says so. */
function task(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = () => {
    log.push(name);
    return promise;
  };
  return { run, resolve: () => resolve(name), reject: () => reject(new Error(name)) };
}

test('tasks of one key run one after the other, tasks of another key beside them', async () => {
  const queue = new SerialQueue();
  const started: string[] = [];
  const [first, second, other] = ['first', 'second', 'other'].map((name) => task(started, name)) as [
    ReturnType<typeof task>,
    ReturnType<typeof task>,
    ReturnType<typeof task>,
  ];
  const results = [queue.run('a', first.run), queue.run('a', second.run), queue.run('b', other.run)];
  await tick();
  expect(started).toEqual(['first', 'other']);
  first.resolve();
  await tick();
  expect(started).toEqual(['first', 'other', 'second']);
  second.resolve();
  other.resolve();
  expect(await Promise.all(results)).toEqual(['first', 'second', 'other']);
});

test('a task that fails is reported to its caller and does not stop the next one', async () => {
  const queue = new SerialQueue();
  const started: string[] = [];
  const failing = task(started, 'failing');
  const failed = queue.run('a', failing.run);
  const next = queue.run('a', async () => 'next');
  failing.reject();
  await expect(failed).rejects.toThrow('failing');
  expect(await next).toBe('next');
});
