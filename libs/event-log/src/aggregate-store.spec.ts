import type { Connection } from 'mongoose';
import type { Written } from './aggregate.ts';
import type { EventDraft } from './envelope.ts';
import { AggregateStore } from './aggregate-store.ts';
import { AggregateNotFound, GuardRefused, VersionConflict } from './aggregate-store-errors.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { ticketModel, type Ticket } from './testing/tickets.ts';

let engine: TestEngine;
let connection: Connection;
let store: AggregateStore<Ticket>;
let nudged: Written[];
let doubts: number;
let next = 0;

const waiter = { id: 'w1', role: 'staff' };
const opened: EventDraft[] = [{ type: 'ticket.opened', data: { table: 4 } }];
const moved = (step: number): EventDraft[] => [{ type: 'ticket.moved', data: { step } }];

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect();
  await ticketModel(connection).createIndexes();
});
afterAll(() => engine.close());
beforeEach(() => {
  nudged = [];
  doubts = 0;
  store = new AggregateStore(connection.model<Ticket>('Ticket'), {
    kind: 'ticket',
    relay: {
      trigger: (_model, written) => void nudged.push(structuredClone(written)),
      doubt: () => void (doubts += 1),
    },
  });
});

async function open(): Promise<string> {
  const _id = `t${++next}`;
  await store.insert({ _id, table: 4, step: 0 }, opened, waiter);
  return _id;
}

test('an insert is version 1, with its events in outbox and history, and passes them to the relay', async () => {
  const ticket = await store.insert({ _id: 'first', table: 4, step: 0 }, opened, waiter);
  expect(ticket).toEqual({ _id: 'first', table: 4, step: 0, version: 1 });
  const [envelope] = await store.history('first');
  expect(envelope).toMatchObject({
    type: 'ticket.opened',
    aggregate: { kind: 'ticket', id: 'first', version: 1 },
    actor: waiter,
    data: { table: 4 },
  });
  expect(nudged).toEqual([{ _id: 'first', version: 1, outbox: [envelope] }]);
  const stored = await connection.collection('tickets').findOne({ _id: 'first' as never });
  expect(stored?.['outbox']).toEqual([envelope]);
  expect(stored?.['outboxDue']).toBeInstanceOf(Date);
});

test('a save raises the version and passes all unrelayed events to the relay, in order', async () => {
  const id = await open();
  const saved = await store.save(id, 1, { step: 1, note: 'rush' }, moved(1), null);
  expect(saved).toEqual({ _id: id, table: 4, step: 1, note: 'rush', version: 2 });
  const plain = await store.save(id, 2, { $unset: { note: 1 }, $inc: { step: 1 } }, moved(2), null);
  expect(plain).toEqual({ _id: id, table: 4, step: 2, version: 3 });
  expect(nudged.at(-1)?.outbox.map(({ aggregate }) => aggregate.version)).toEqual([1, 2, 3]);
  expect((await store.history(id)).map(({ type }) => type)).toEqual([
    'ticket.opened',
    'ticket.moved',
    'ticket.moved',
  ]);
});

test('a write without events still passes older unrelayed events to the relay', async () => {
  const id = await open();
  await store.save(id, 1, { note: 'window seat' }, [], null);
  expect(nudged.at(-1)).toMatchObject({ version: 2, outbox: [{ type: 'ticket.opened' }] });
});

test('a loaded aggregate has no outbox, due time or history', async () => {
  const id = await open();
  expect(await store.load(id)).toEqual({ _id: id, table: 4, step: 0, version: 1 });
});

test('a stale version is refused and changes nothing', async () => {
  const id = await open();
  await store.save(id, 1, { step: 1 }, moved(1), null);
  const stale = store.save(id, 1, { step: 9 }, moved(9), null);
  await expect(stale).rejects.toThrow(VersionConflict);
  await expect(stale).rejects.toMatchObject({ id, expectedVersion: 1, actualVersion: 2 });
  expect(await store.load(id)).toMatchObject({ step: 1, version: 2 });
  expect(nudged).toHaveLength(2);
});

test('a refused guard, a conflict and a missing aggregate throw different errors', async () => {
  const id = await open();
  await expect(store.save(id, 1, { step: 1 }, [], null, { table: 5 })).rejects.toThrow(GuardRefused);
  await expect(store.save('missing', 1, { step: 1 }, [], null)).rejects.toThrow(AggregateNotFound);
  await expect(store.load(id, { table: 5 })).rejects.toThrow(AggregateNotFound);
  await expect(store.history(id, { table: 5 })).rejects.toThrow(AggregateNotFound);
  expect(await store.save(id, 1, { step: 1 }, [], null, { table: 4 })).toMatchObject({ version: 2 });
});

test('mutate decides again after another writer changed the aggregate', async () => {
  const id = await open();
  const other = new AggregateStore(connection.model<Ticket>('Ticket'), { kind: 'ticket' });
  const seen: number[] = [];
  const ticket = await store.mutate(
    id,
    async ({ step, version }) => {
      seen.push(step);
      if (seen.length === 1) await other.save(id, version, { step: 10 }, [], null);
      return { change: { step: step + 1 }, events: moved(step + 1) };
    },
    { actor: null },
  );
  expect(seen).toEqual([0, 10]);
  expect(ticket).toMatchObject({ step: 11, version: 3 });
});

test('mutate gives up after its retries, and changes nothing when decide returns null', async () => {
  const id = await open();
  const other = new AggregateStore(connection.model<Ticket>('Ticket'), { kind: 'ticket' });
  const losing = store.mutate(
    id,
    async ({ version }) => {
      await other.save(id, version, { note: 'mine' }, [], null);
      return { change: { step: 1 }, events: [] };
    },
    { actor: null, retries: 2 },
  );
  await expect(losing).rejects.toThrow(VersionConflict);
  const before = await store.load(id);
  expect(await store.mutate(id, () => null, { actor: null })).toEqual(before);
  expect(before).toMatchObject({ step: 0, version: 4 });
});

test('200 concurrent mutations of one aggregate on two nodes all succeed', async () => {
  const id = await open();
  const other = new AggregateStore(ticketModel(await engine.connect()), { kind: 'ticket' });
  await Promise.all(
    Array.from({ length: 200 }, (_each, index) =>
      (index % 2 ? store : other).mutate(id, ({ step }) => ({ change: { step: step + 1 }, events: [] }), {
        actor: null,
        retries: 50,
      }),
    ),
  );
  expect(await store.load(id)).toMatchObject({ step: 200, version: 201 });
});

test('a duplicate key of an insert is thrown as MongoDB reports it', async () => {
  const id = await open();
  await expect(store.insert({ _id: id, table: 1, step: 0 }, [], null)).rejects.toMatchObject({ code: 11000 });
});

test('a write that failed may be stored, which the relay is told; a duplicate key says that it is not', async () => {
  const closed = await engine.connect();
  const unreachable = new AggregateStore<Ticket>(ticketModel(closed), {
    kind: 'ticket',
    relay: { trigger: () => undefined, doubt: () => void (doubts += 1) },
  });
  const _id = await open();
  await expect(store.insert({ _id, table: 4, step: 0 }, opened, waiter)).rejects.toMatchObject({
    code: 11000,
  });
  expect(doubts).toBe(0);

  await closed.close();
  await expect(unreachable.insert({ _id: 'lost', table: 4, step: 0 }, opened, waiter)).rejects.toThrow();
  await expect(unreachable.save(_id, 1, { $set: { step: 1 } }, moved(1), waiter)).rejects.toThrow();
  expect(doubts).toBe(2);
});

test('the origin of a change reaches the consumers and is not stored in the history', async () => {
  const origin = { ip: '203.0.113.7', requestId: 'request-1' };
  const ticket = await store.insert({ _id: 'from-afar', table: 4, step: 0 }, opened, { ...waiter, origin });
  await store.save(ticket._id, 1, { step: 1 }, moved(1), { ...waiter, origin });
  expect(nudged.flatMap(({ outbox }) => outbox).map((entry) => entry.origin)).toEqual([
    origin,
    origin,
    origin,
  ]);
  expect(nudged[0]!.outbox[0]!.actor).toEqual(waiter);
  expect(JSON.stringify(await store.history(ticket._id))).not.toContain('203.0.113.7');
});

describe('redacting', () => {
  const settled = async (note: string) => {
    const id = await open();
    await store.save(id, 1, { note }, moved(1), waiter);
    await connection.collection('tickets').updateOne({ _id: id as never }, { $set: { outbox: [] } });
    return id;
  };
  const blank = (id: string) =>
    store.redact(id, (ticket) => ({
      change: { $unset: { note: 1 } },
      history: ticket.history.map((entry) => ({ ...entry, data: {} })),
    }));

  test('changes state and history without an event or a new version', async () => {
    const id = await settled('Mrs Meier is allergic');
    nudged = [];
    expect(await blank(id)).toBe(true);
    expect(await store.load(id)).toMatchObject({ version: 2 });
    expect(await store.load(id)).not.toHaveProperty('note');
    expect((await store.history(id)).map(({ type, data }) => [type, data])).toEqual([
      ['ticket.opened', {}],
      ['ticket.moved', {}],
    ]);
    expect(nudged).toEqual([]);
  });

  test('changes nothing while the outbox has events', async () => {
    const id = await open();
    expect(await blank(id)).toBe(false);
    expect((await store.history(id))[0]!.data).toEqual({ table: 4 });
  });

  test('does not overwrite a concurrent write', async () => {
    const id = await settled('quiet');
    let other: Promise<unknown> | undefined;
    const outcome = await store.redact(id, (ticket) => {
      other = store.save(id, 2, { note: 'news' }, moved(2), waiter);
      return { change: { $set: { note: 'gone' } }, history: ticket.history };
    });
    await other;
    // Whichever was first, the history is complete.
    expect((await store.history(id)).map(({ type }) => type)).toEqual([
      'ticket.opened',
      'ticket.moved',
      'ticket.moved',
    ]);
    expect((await store.load(id)).note).toBe('news');
    expect(typeof outcome).toBe('boolean');
  });

  test('has nothing to do for a missing aggregate', async () => {
    expect(await blank('nowhere')).toBe(true);
  });
});
