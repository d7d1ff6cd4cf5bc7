import type { Worker } from 'node:cluster';
import { jest } from '@jest/globals';
import type { ToWorker } from './worker-messages.ts';
import { WorkerRequests } from './worker-requests.ts';

interface FakeWorker {
  worker: Worker;
  sent: ToWorker[];
  connected: boolean;
}

/** `reachable: false`: every message to it fails, as to a process that has just exited. */
function fakeWorker({ reachable = true } = {}): FakeWorker {
  const fake: FakeWorker = { sent: [], connected: true, worker: undefined as never };
  fake.worker = {
    isConnected: () => fake.connected,
    send: (message: ToWorker, done: (error: Error | null) => void) => {
      if (reachable) fake.sent.push(message);
      done(reachable ? null : new Error('channel closed'));
      return reachable;
    },
  } as unknown as Worker;
  return fake;
}

const ask = { type: 'ask', id: 'q1', name: 'metrics' } as const;
const answer = (of: unknown) => ({ type: 'answer', id: 'q1', answer: of }) as const;
const answers = (...of: unknown[]) => ({ type: 'answers', id: 'q1', answers: of });

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});
/** Lets the answer of the primary arrive, which is a promise. */
const settle = () => jest.advanceTimersByTimeAsync(0);

test('a request goes to all other workers, and its answers include the one of the primary', async () => {
  const [asker, one, two] = [fakeWorker(), fakeWorker(), fakeWorker()];
  const requests = new WorkerRequests({ metrics: async () => 'primary' });
  requests.ask(asker.worker, ask, [one.worker, two.worker]);
  for (const { sent } of [one, two]) expect(sent).toEqual([{ type: 'question', id: 'q1', name: 'metrics' }]);
  await settle();
  requests.answered(two.worker, answer('two'));
  expect(asker.sent).toEqual([]);
  requests.answered(one.worker, answer('one'));
  expect(asker.sent).toEqual([answers('primary', 'two', 'one')]);
});

test('each worker counts once, and workers that were not asked do not count', async () => {
  const [asker, one, two] = [fakeWorker(), fakeWorker(), fakeWorker()];
  const requests = new WorkerRequests({});
  requests.ask(asker.worker, ask, [one.worker]);
  requests.answered(two.worker, answer('two'));
  requests.answered(one.worker, answer('one'));
  requests.answered(one.worker, answer('one again'));
  await settle();
  expect(asker.sent).toEqual([answers('one')]);
});

test('a worker without an answer, one that exits and one that cannot be reached are left out', async () => {
  const [asker, silent, exits, gone] = [
    fakeWorker(),
    fakeWorker(),
    fakeWorker(),
    fakeWorker({ reachable: false }),
  ];
  const requests = new WorkerRequests({ metrics: () => Promise.reject(new Error('no metrics')) });
  requests.ask(asker.worker, ask, [silent.worker, exits.worker, gone.worker]);
  await settle();
  requests.answered(silent.worker, answer(null));
  requests.removed(exits.worker);
  expect(asker.sent).toEqual([answers()]);
});

test('a hanging worker delays the answers by a second at most', async () => {
  const [asker, one, hangs] = [fakeWorker(), fakeWorker(), fakeWorker()];
  const requests = new WorkerRequests({});
  requests.ask(asker.worker, ask, [one.worker, hangs.worker]);
  requests.answered(one.worker, answer('one'));
  await jest.advanceTimersByTimeAsync(999);
  expect(asker.sent).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(asker.sent).toEqual([answers('one')]);
  requests.answered(hangs.worker, answer('late'));
  expect(asker.sent).toHaveLength(1);
});

test('a worker that has exited gets no answers', async () => {
  const asker = fakeWorker();
  asker.connected = false;
  new WorkerRequests({ metrics: async () => 'primary' }).ask(asker.worker, ask, []);
  await settle();
  expect(asker.sent).toEqual([]);
});
