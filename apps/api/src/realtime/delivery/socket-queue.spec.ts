import type { LiveSocket } from '../connections/socket-session.ts';
import { CatchUpBuffer } from './catch-up-buffer.ts';
import { SocketQueue } from './socket-queue.ts';

const socketOf = (id: string) => ({ id, rooms: new Set() }) as unknown as LiveSocket;

test('a task runs after the earlier ones of its socket, also when one of them fails', async () => {
  const queue = new SocketQueue(new CatchUpBuffer());
  const [a, b] = [socketOf('a'), socketOf('b')];
  const slow = Promise.withResolvers<undefined>();
  const done: string[] = [];
  const first = queue.run(a, async () => {
    await slow.promise;
    done.push('first of a');
    throw new Error('failed');
  });
  const second = queue.run(a, async () => void done.push('second of a'));
  await queue.run(b, async () => void done.push('first of b'));
  slow.resolve(undefined);
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(done).toEqual(['first of b', 'first of a', 'second of a']);
});

test('what a task held back is sent when it ends, before the next task starts', async () => {
  const buffer = new CatchUpBuffer();
  const queue = new SocketQueue(buffer);
  const socket = socketOf('a');
  const held: boolean[] = [];
  const first = queue.run(socket, async () => {
    buffer.begin(socket);
    held.push(buffer.has('a'));
  });
  await Promise.all([first, queue.run(socket, async () => void held.push(buffer.has('a')))]);
  expect(held).toEqual([true, false]);
});

test('64 tasks of one socket may wait; each one that ends makes place for another', async () => {
  const queue = new SocketQueue(new CatchUpBuffer());
  const socket = socketOf('a');
  const slow = Promise.withResolvers<undefined>();
  const tasks = [queue.run(socket, async () => slow.promise)];
  for (let waiting = 1; waiting < 64; waiting += 1) {
    expect(queue.isFull(socket)).toBe(false);
    tasks.push(queue.run(socket, () => Promise.resolve()));
  }
  expect([queue.isFull(socket), queue.isFull(socketOf('b'))]).toEqual([true, false]);
  slow.resolve(undefined);
  await Promise.all(tasks);
  expect(queue.isFull(socket)).toBe(false);
});
