import { RealtimeError } from '@passline/realtime-client';
import { CommandQueue, type CommandOutcome } from './command-queue.ts';
import { memoryStore } from './text-store.ts';

/** A connection whose answers the test gives. */
function connection() {
  const sent: { text: string; answer: (answer: unknown) => void; refuse: (error: unknown) => void }[] = [];
  const send = (_name: string, { text }: { text: string }) =>
    new Promise((answer, refuse) => sent.push({ text, answer, refuse }));
  return { sent, live: { send } as unknown as ConstructorParameters<typeof CommandQueue>[0] };
}

const chat = (text: string) => ({ orderId: 'o1', id: `id of ${text}`, text });
const turn = () => new Promise((done) => setImmediate(done));

test('commands are sent in order, the next one after the answer to the one before', async () => {
  const { sent, live } = connection();
  const store = memoryStore();
  const queue = new CommandQueue(live, store);
  const outcomes: CommandOutcome[] = [];
  queue.outcomes$.subscribe((outcome) => outcomes.push(outcome));
  await queue.add('chat:send', chat('one'));
  await queue.add('chat:send', chat('two'));
  await turn();
  expect(sent.map(({ text }) => text)).toEqual(['one']);
  sent[0]!.answer({ ok: true });
  await turn();
  expect(sent.map(({ text }) => text)).toEqual(['one', 'two']);
  // A refusal is an outcome, and does not hold up what follows.
  sent[1]!.refuse(new RealtimeError('chat_closed' as never, 'The chat of this order has ended.'));
  await turn();
  expect(outcomes).toMatchObject([{ answer: { ok: true } }, { error: { code: 'chat_closed' } }]);
  expect(await store.load()).toBeNull();
});

test('what was not answered is sent again after a restart, in its order', async () => {
  const store = memoryStore();
  const before = connection();
  const queue = new CommandQueue(before.live, store);
  await queue.add('chat:send', chat('one'));
  await queue.add('chat:send', chat('two'));
  await turn();
  before.sent[0]!.refuse(new RealtimeError('stopped', 'the client was stopped'));
  await turn();

  const after = connection();
  const next = new CommandQueue(after.live, store);
  void next.run();
  await turn();
  after.sent[0]!.answer({ ok: true });
  await turn();
  expect(after.sent.map(({ text }) => text)).toEqual(['one', 'two']);
});

test('a damaged store is emptied, and the queue works', async () => {
  const store = memoryStore();
  await store.save('[{"name":');
  const { sent, live } = connection();
  await new CommandQueue(live, store).add('chat:send', chat('one'));
  await turn();
  expect(sent.map(({ text }) => text)).toEqual(['one']);
});

test('a cleared queue sends nothing more, and a new command is not lost to an old answer', async () => {
  const { sent, live } = connection();
  const store = memoryStore();
  const queue = new CommandQueue(live, store);
  await queue.add('chat:send', chat('one'));
  await queue.add('chat:send', chat('two'));
  await turn();
  await queue.clear();
  await queue.add('chat:send', chat('three'));
  sent[0]!.answer({ ok: true });
  await turn();
  expect(sent.map(({ text }) => text)).toEqual(['one', 'three']);
  expect(await store.load()).toContain('three');
});
