import type { Connection } from 'mongoose';
import type { Written } from './aggregate.ts';
import type { EventDraft } from './envelope.ts';
import type { Change } from './aggregate-change.ts';
import { AggregateStore, type Known } from './aggregate-store.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { ticketModel, type Ticket } from './testing/tickets.ts';

let engine: TestEngine;
let connection: Connection;
let store: AggregateStore<Ticket>;
let handedOver: Written[] = [];
let commands: string[] = [];

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect({ monitorCommands: true });
  await ticketModel(connection).createIndexes();
  connection.getClient().on('commandStarted', ({ commandName }) => void commands.push(commandName));
});
afterAll(() => engine.close());
beforeEach(async () => {
  store = new AggregateStore(connection.model<Ticket>('Ticket'), {
    kind: 'ticket',
    relay: {
      trigger: (_model, written) => void handedOver.push(structuredClone(written)),
      doubt: () => undefined,
    },
  });
  await connection.collection('tickets').deleteMany({});
  handedOver = [];
  commands = [];
});

const moved = (step: number): EventDraft[] => [{ type: 'ticket.moved', data: { step } }];

/** Reads tickets as a sweep does: with their outboxes. */
async function opened(count: number): Promise<Known<Ticket>[]> {
  for (let table = 1; table <= count; table += 1)
    await store.insert(
      { _id: `t${table}`, table, step: 0, note: 'new' },
      [{ type: 'ticket.opened', data: { table } }],
      null,
    );
  const known = await connection
    .model<Ticket>('Ticket')
    .find()
    .select('+outbox')
    .sort({ _id: 1 })
    .lean<Known<Ticket>[]>();
  handedOver = [];
  commands = [];
  return known;
}

const step = (known: readonly Known<Ticket>[], change: Change<Ticket> = { $set: { step: 1 } }) =>
  Promise.all(
    known.map((ticket) =>
      store.mutate(ticket._id, (doc) => (doc.step === 0 ? { change, events: moved(1) } : null), {
        actor: null,
        known: ticket,
      }),
    ),
  );

const typesOf = async (id: string) => (await store.history(id)).map(({ type }) => type);

test('known versions that change at the same time are saved by one command', async () => {
  const known = await opened(3);
  const saved = await step(known, { $set: { step: 1 }, $unset: { note: 1 } });
  expect(commands).toEqual(['update']);
  expect(saved).toEqual([1, 2, 3].map((table) => ({ _id: `t${table}`, table, step: 1, version: 2 })));
  expect(await Promise.all(known.map(({ _id }) => store.load(_id)))).toEqual(saved);
});

test('so is a change that only names fields', async () => {
  const saved = await step(await opened(2), { step: 1 });
  expect(commands).toEqual(['update']);
  expect(saved.map(({ step, note, version }) => [step, note, version])).toEqual([
    [1, 'new', 2],
    [1, 'new', 2],
  ]);
});

test('the relay gets what it gets after a save of its own: older events first', async () => {
  const known = await opened(2);
  await step(known);
  expect(handedOver.map(({ _id, version }) => [_id, version])).toEqual([
    ['t1', 2],
    ['t2', 2],
  ]);
  for (const { _id, outbox } of handedOver) {
    expect(outbox).toEqual(await store.history(_id));
    expect(outbox.map(({ type, aggregate }) => [type, aggregate.version])).toEqual([
      ['ticket.opened', 1],
      ['ticket.moved', 2],
    ]);
  }
});

test('a version that another writer has changed is decided again; the others are saved', async () => {
  const known = await opened(3);
  await store.save('t2', 1, { step: 7 }, moved(7), null);
  handedOver = [];
  const saved = await step(known);
  expect(saved.map((ticket) => [ticket.step, ticket.version])).toEqual([
    [1, 2],
    [7, 2],
    [1, 2],
  ]);
  expect(handedOver.map(({ _id }) => _id)).toEqual(['t1', 't3']);
  expect(await typesOf('t2')).toEqual(['ticket.opened', 'ticket.moved']);
});

test('of two processes that save the same versions, one wins for each', async () => {
  const known = await opened(20);
  const other = new AggregateStore(connection.model<Ticket>('Ticket'), { kind: 'ticket' });
  await Promise.all([
    step(known),
    ...known.map((ticket) =>
      other.mutate(
        ticket._id,
        (doc) => (doc.step === 0 ? { change: { $set: { step: 2 } }, events: moved(2) } : null),
        { actor: null, known: ticket },
      ),
    ),
  ]);
  for (const { _id } of known) {
    expect(await typesOf(_id)).toEqual(['ticket.opened', 'ticket.moved']);
    expect((await store.load(_id)).version).toBe(2);
  }
});

test('a command that is stored although its answer is an error is not repeated', async () => {
  const known = await opened(2);
  const { collection } = connection.model<Ticket>('Ticket');
  const bulkWrite = collection.bulkWrite.bind(collection);
  // As after a retry: the first attempt was stored, and the second one matches nothing.
  collection.bulkWrite = async (...request: Parameters<typeof bulkWrite>) => {
    await bulkWrite(...request);
    return bulkWrite(...request);
  };
  try {
    await step(known);
  } finally {
    collection.bulkWrite = bulkWrite;
  }
  expect(await typesOf('t1')).toEqual(['ticket.opened', 'ticket.moved']);
  expect(handedOver.map(({ _id, version }) => [_id, version])).toEqual([
    ['t1', 2],
    ['t2', 2],
  ]);
});

test('a change that needs the stored value, or has no event, is saved alone', async () => {
  const known = await opened(1);
  expect(await step(known, { $inc: { step: 3 } })).toMatchObject([{ step: 3, version: 2 }]);
  expect(commands).toEqual(['findAndModify']);
});

test('a state that cannot be encoded fails alone', async () => {
  const known = await opened(2);
  const endless: Record<string, unknown> = {};
  endless['self'] = endless;
  const results = await Promise.allSettled(
    known.map((ticket, index) =>
      store.mutate(
        ticket._id,
        () => ({ change: { $set: { note: index === 0 ? endless : 'fine' } }, events: moved(1) }),
        { actor: null, known: ticket },
      ),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await typesOf('t1')).toEqual(['ticket.opened']);
  expect((await store.load('t2')).note).toBe('fine');
});
