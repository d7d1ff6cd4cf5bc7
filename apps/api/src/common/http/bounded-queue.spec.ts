import { BoundedQueue } from './bounded-queue.ts';

const refusal = 'Too much at once.';
/** One address may use at most half of the queue, as for handshakes. */
const queueOf = (atOnce: number, mostWaiting: number) =>
  new BoundedQueue({ atOnce, mostWaiting, mostWaitingEach: mostWaiting / 2, refusal });

/** Work that ends when the test calls `end`. */
function handshakes(queue: BoundedQueue) {
  const started: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const begin = (name: string, address = name) =>
    queue.run(() => {
      started.push(name);
      return new Promise<string>((resolve, reject) =>
        ends.set(name, { resolve: () => resolve(name), reject }),
      );
    }, address);
  return { started, begin, end: (name: string) => ends.get(name)!.resolve(), ends };
}

const full = { code: 'unavailable', retryAfter: 2 };

test('runs at most atOnce pieces of work at a time, the others in the order of arrival', async () => {
  const queue = queueOf(2, 10);
  const { started, begin, end } = handshakes(queue);
  const all = ['a', 'b', 'c', 'd'].map((name) => begin(name));
  expect(started).toEqual(['a', 'b']);
  expect([queue.running, queue.waiting]).toEqual([2, 2]);
  end('b');
  await all[1];
  const late = begin('e');
  await Promise.resolve();
  expect(started).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c', 'd', 'e']) {
    end(name);
    await (name === 'e' ? late : all[['a', 'b', 'c', 'd'].indexOf(name)]);
    await Promise.resolve();
  }
  expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
});

test('a failed handshake releases its slot to the next', async () => {
  const queue = queueOf(1, 10);
  const { started, begin, end, ends } = handshakes(queue);
  const failing = begin('a');
  const next = begin('b');
  ends.get('a')!.reject(new Error('the store is away'));
  await expect(failing).rejects.toThrow('the store is away');
  expect(started).toEqual(['a', 'b']);
  end('b');
  expect(await next).toBe('b');
  expect(queue.running).toBe(0);
});

test('rejects while the queue is full, and accepts again when there is room', async () => {
  const queue = queueOf(1, 2);
  const { started, begin, end } = handshakes(queue);
  const [first] = [begin('a'), begin('b'), begin('c')];
  await expect(begin('d')).rejects.toMatchObject(full);
  end('a');
  await first;
  void begin('d');
  await Promise.resolve();
  expect([started, queue.waiting]).toEqual([['a', 'b'], 2]);
});

test('one address can use at most half of the queue', async () => {
  const queue = queueOf(1, 4);
  const { begin, end } = handshakes(queue);
  const [first] = [begin('1', 'noisy'), begin('2', 'noisy'), begin('3', 'noisy')];
  await expect(begin('4', 'noisy')).rejects.toMatchObject(full);
  void begin('5', 'quiet');
  expect(queue.waiting).toBe(3);
  // A handshake that runs no longer counts as waiting.
  end('1');
  await first;
  void begin('6', 'noisy');
  expect(queue.waiting).toBe(3);
});

test('a queue without waiting slots rejects all work that cannot run at once', async () => {
  const queue = queueOf(1, 0);
  const { begin, end } = handshakes(queue);
  const first = begin('a');
  await expect(begin('b')).rejects.toMatchObject(full);
  end('a');
  await first;
});
