import type { Connection } from 'mongoose';
import { BEGINNING, type Publication, type SequencedPublication } from './stream-entry.ts';
import { StreamLog } from './stream-log.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

let engine: TestEngine;
let connection: Connection;
let clock: SteppingClock;
let log: StreamLog;

const newLog = () => new StreamLog({ connection, clock, gapTimeoutMs: 0 });

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect({ monitorCommands: true });
});
afterAll(() => engine.close());
beforeEach(async () => {
  await connection.collection('event_log').deleteMany({});
  await connection.collection<{ _id: string }>('event_log_marks').deleteMany({});
  clock = new SteppingClock();
  log = newLog();
  await log.ensureIndexes();
});

const publication = (id: string, ...streams: string[]): Publication => ({
  id,
  type: 'ticket.moved',
  at: new Date(1_000),
  data: { id },
  streams,
});

const fill = (stream: string, count: number, from = 1) =>
  log.append(
    Array.from({ length: count }, (_each, index) => publication(`${stream}${from + index}`, stream)),
  );

const placesIn = (stream: string, entries: readonly SequencedPublication[]) =>
  entries.map(({ streams }) => streams[stream]);

/** Records what a follower receives, in order. */
async function following(node: StreamLog) {
  const ids: string[] = [];
  let lost = 0;
  await node.follow({ entry: ({ id }) => void ids.push(id), lost: () => (lost += 1) });
  return { ids, lost: () => lost };
}

async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const listener = ({ commandName }: { commandName: string }) => void names.push(commandName);
  connection.getClient().on('commandStarted', listener);
  await work();
  connection.getClient().off('commandStarted', listener);
  return names;
}

test('the log and each stream have their own sequence, from 1 and in the order of the appends', async () => {
  const appended = await log.append([
    publication('e1', 'a', 'b'),
    publication('e2', 'a'),
    publication('e3', 'b', 'a'),
  ]);
  expect(appended.map(({ position, streams }) => [position, streams])).toEqual([
    [1, { a: 1, b: 1 }],
    [2, { a: 2 }],
    [3, { b: 2, a: 3 }],
  ]);
  expect(new Set(appended.map(({ epoch }) => epoch)).size).toBe(1);
});

test('an event that is appended again keeps its positions, also within a round and after a restart', async () => {
  await fill('a', 3);
  const again = () =>
    [publication('a4', 'a'), publication('a2', 'a'), publication('a5', 'a'), publication('a5', 'a')] as const;
  for (const node of [log, newLog()]) expect(placesIn('a', await node.append(again()))).toEqual([4, 2, 5, 5]);
  expect(await log.head('a')).toMatchObject({ seq: 5 });
});

test('events that are appended again cost one refusal, however many there are', async () => {
  const all = Array.from({ length: 1_200 }, (_each, index) => publication(`e${index}`, 'a'));
  const isLogged = (index: number) => index % 3 === 1;
  await log.append(all.filter((_each, index) => isLogged(index)));
  // Newer than what a process reads when it starts.
  await fill('b', 600);
  const restarted = newLog();
  await restarted.open('a');
  const { ids } = await following(restarted);
  let appended: SequencedPublication[] = [];
  const commands = await commandsOf(async () => (appended = await restarted.append(all)));
  // The refused insert, the read of the log and of the events, and 799 new entries in rounds of at most 500.
  expect(Map.groupBy(commands, (name) => name).get('insert')).toHaveLength(3);
  expect(Map.groupBy(commands, (name) => name).get('find')).toHaveLength(2);
  expect(commands.filter((name) => !['insert', 'find'].includes(name))).toEqual([]);
  expect(new Set(placesIn('a', appended)).size).toBe(all.length);
  expect(ids).toEqual(all.filter((_each, index) => !isLogged(index)).map(({ id }) => id));
});

test('a stream that starts with an event costs no look-up, and relaying the event again changes nothing', async () => {
  await fill('r', 1);
  const placed = { ...publication('o1', 'order', 'r'), begins: ['order'] };
  expect(await commandsOf(() => log.append([placed]))).toEqual(['insert']);
  const restarted = newLog();
  const moved = publication('o2', 'order', 'r');
  expect((await restarted.append([placed, moved])).map(({ streams }) => streams)).toEqual([
    { order: 1, r: 2 },
    { order: 2, r: 3 },
  ]);
  const other = newLog();
  await other.append([placed]);
  expect(await other.append([publication('o3', 'order')])).toMatchObject([{ streams: { order: 3 } }]);
});

test('a writer without or with outdated heads finds the end of the log', async () => {
  const other = newLog();
  const [first] = await fill('a', 1);
  const [second] = await other.append([publication('x', 'a')]);
  const [third] = await fill('a', 1, 3);
  expect(placesIn('a', [first!, second!, third!])).toEqual([1, 2, 3]);
  const { epoch } = first!;
  expect(await other.head('a')).toEqual({ seq: 3, epoch });
  expect(await other.heads(['a', 'empty'])).toEqual(
    new Map([
      ['a', { seq: 3, epoch }],
      ['empty', BEGINNING],
    ]),
  );
});

test('a follower receives every entry of all nodes once and in order, by message or by read', async () => {
  await fill('a', 2);
  const other = newLog();
  const { ids } = await following(other);
  const mine = await fill('b', 3);
  // Duplicated, out of order, and one of them lost.
  other.offer([mine[2]!, mine[2]!]);
  other.offer([mine[0]!]);
  expect(ids).toEqual(['b1']);
  await other.append([publication('x', 'a')]);
  expect(ids).toEqual(['b1', 'b2', 'b3', 'x']);
  await fill('a', 1_201, 10);
  expect(await other.read()).toBe(1_201);
  expect(ids).toHaveLength(1_205);
  expect(await other.read()).toBe(0);
});

test('a follower that throws at an entry still receives the later ones', async () => {
  const other = newLog();
  const ids: string[] = [];
  await other.follow({
    entry: ({ id }) => {
      if (id === 'a1') throw new Error('not this one');
      ids.push(id);
    },
  });
  await fill('a', 2);
  await other.read();
  expect(ids).toEqual(['a2']);
});

test('after returns the entries after a position, up to the limit', async () => {
  const [first] = await fill('a', 5);
  await fill('b', 3);
  const { epoch } = first!;
  const head = { seq: 5, epoch };
  const all = await log.after('a', BEGINNING);
  expect(all).toMatchObject({ resync: false, head });
  expect(placesIn('a', all.entries)).toEqual([1, 2, 3, 4, 5]);
  expect(all.entries[0]).toEqual(first);
  const part = await log.after('a', { seq: 2, epoch }, 2);
  expect(part).toMatchObject({ resync: false, head });
  expect(placesIn('a', part.entries)).toEqual([3, 4]);
  expect(placesIn('a', (await log.after('a', { seq: 4, epoch }, 1)).entries)).toEqual([5]);
  expect(await log.after('nothing', BEGINNING)).toEqual({ entries: [], resync: false, head: BEGINNING });
});

test('a client that missed nothing costs no read', async () => {
  const [last] = (await fill('a', 5)).slice(-1);
  const position = { seq: 5, epoch: last!.epoch };
  await log.open('a');
  const names = await commandsOf(async () => {
    expect(await log.after('a', position)).toEqual({ entries: [], resync: false, head: position });
  });
  expect(names).toEqual([]);
});

test('a position of another epoch, or beyond the head, is answered with resync', async () => {
  const [first] = await fill('a', 3);
  const head = { seq: 3, epoch: first!.epoch };
  for (const position of [
    { seq: 2, epoch: 'other' },
    { seq: 3, epoch: 'other' },
    { seq: 4, epoch: head.epoch },
  ]) {
    expect(await log.after('a', position)).toEqual({ entries: [], resync: true, head });
  }
  expect(await log.after('nothing', { seq: 1, epoch: 'x' })).toMatchObject({ resync: true, head: BEGINNING });
  await log.startOver();
  const [again] = await fill('a', 3, 11);
  expect(again).toMatchObject({ position: 1, streams: { a: 1 } });
  expect(await log.after('a', head)).toMatchObject({ resync: true });
});

test('a client from a node that was ahead receives the entries that this node has not reached yet', async () => {
  const other = newLog();
  await other.open('a');
  const [, second, third] = await fill('a', 3);
  const missed = await other.after('a', { seq: 2, epoch: second!.epoch });
  expect(missed.entries).toEqual([third]);
});

test('a gap in the log is answered with resync', async () => {
  const [first] = await fill('a', 5);
  await connection.collection<{ _id: number }>('event_log').deleteOne({ _id: 4 });
  const other = newLog();
  expect(await other.after('a', { seq: 2, epoch: first!.epoch })).toMatchObject({
    resync: true,
    entries: [],
  });
  expect(placesIn('a', (await other.after('a', { seq: 4, epoch: first!.epoch })).entries)).toEqual([5]);
});

test('expired entries are removed, the sequences continue, and older positions are answered with resync', async () => {
  const [first] = await fill('a', 3);
  const { epoch } = first!;
  clock.step(4 * DAY_MS);
  await fill('a', 2, 4);
  clock.step(4 * DAY_MS);
  expect(await log.expire()).toBe(3);
  expect(placesIn('a', (await log.after('a', { seq: 3, epoch })).entries)).toEqual([4, 5]);
  for (const seq of [0, 1, 2])
    expect(await log.after('a', { seq, epoch })).toMatchObject({ resync: true, entries: [] });
  clock.step(4 * DAY_MS);
  expect(await log.expire()).toBe(2);
  expect(await log.expire()).toBe(0);
  const left = await connection.collection('event_log').find().toArray();
  expect(left).toMatchObject([{ data: null, expired: true }]);
  for (const node of [log, newLog()]) {
    expect(await node.head('a')).toEqual({ seq: 5, epoch });
    expect(await node.after('a', { seq: 5, epoch })).toMatchObject({ entries: [], resync: false });
    expect(await node.after('a', { seq: 4, epoch })).toMatchObject({ resync: true });
  }

  expect(await newLog().append([publication('a6', 'a')])).toMatchObject([{ streams: { a: 6 }, epoch }]);
  // Only another stream has entries in the log; this one has only its mark.
  clock.step(8 * DAY_MS);
  await log.append([publication('b1', 'b')]);
  await log.expire();
  expect(await newLog().append([publication('a7', 'a')])).toMatchObject([{ streams: { a: 7 }, epoch }]);
});

test('a node that was paused for longer than entries are kept learns that it missed some', async () => {
  await fill('a', 1);
  const sleeper = newLog();
  const { ids, lost } = await following(sleeper);
  await sleeper.open('a');
  await fill('a', 2, 2);
  clock.step(8 * DAY_MS);
  await fill('a', 1, 4);
  await log.expire();
  await sleeper.read();
  expect(lost()).toBe(1);
  expect(ids).toEqual(['a4']);
  expect(sleeper.positionOf('a')).toMatchObject({ seq: 4 });
});

test('the position of an open stream is the one this node has reached, not the head of the log', async () => {
  const [first] = await fill('a', 1);
  const other = newLog();
  expect(other.positionOf('a')).toBeNull();
  await other.open('a');
  await fill('a', 2, 2);
  expect(other.positionOf('a')).toEqual({ seq: 1, epoch: first!.epoch });
  await other.read();
  expect(other.positionOf('a')).toMatchObject({ seq: 3 });
  other.close('a');
  expect(other.positionOf('a')).toBeNull();
});

test('a failed append leaves no gap and no wrong head', async () => {
  await fill('a', 1);
  const broken = await engine.connect();
  const lost = new StreamLog({ connection: broken, clock });
  await lost.append([publication('x', 'a')]);
  await broken.close();
  await expect(lost.append([publication('y', 'a')])).rejects.toThrow();
  expect(placesIn('a', await fill('a', 1, 4))).toEqual([3]);
});

test('redacted entries keep their positions, and other entries are unchanged', async () => {
  await fill('a', 3);
  await fill('b', 2);
  await fill('a', 1_100, 4);
  const changed = await log.redact({ streams: 'a' }, ({ id }) =>
    id === 'a2' || id === 'a1100' ? 'gone' : null,
  );
  expect(changed).toBe(2);
  const { entries, resync } = await log.after('a', BEGINNING, 2_000);
  expect(resync).toBe(false);
  expect(entries.filter(({ data }) => data === 'gone').map(({ id }) => id)).toEqual(['a2', 'a1100']);
  expect((await log.after('b', BEGINNING)).entries.map(({ data }) => data)).toEqual([
    { id: 'b1' },
    { id: 'b2' },
  ]);
  expect(await log.redact({ 'data.id': 'b1' }, () => 'gone')).toBe(1);
});
