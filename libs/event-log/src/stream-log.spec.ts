import type { Connection } from 'mongoose';
import { StreamLog } from './stream-log.ts';
import { BEGINNING, type StreamAppend, type StreamEntry } from './stream-entry.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

let engine: TestEngine;
let connection: Connection;
let clock: SteppingClock;
let log: StreamLog;

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect();
});
afterAll(() => engine.close());
beforeEach(async () => {
  await connection.collection('stream_log').deleteMany({});
  clock = new SteppingClock();
  log = new StreamLog({ connection, clock });
  await log.ensureIndexes();
});

const entry = (stream: string, eventId: string): StreamAppend => ({
  stream,
  eventId,
  type: 'ticket.moved',
  at: new Date(1_000),
  data: { eventId },
});

const fill = (stream: string, count: number, from = 1) =>
  log.append(Array.from({ length: count }, (_each, index) => entry(stream, `e${from + index}`)));

async function sweep(from: Date, wanted?: (place: { stream: string; seq: number }) => boolean) {
  const swept: StreamEntry[] = [];
  for await (const page of log.since(from, wanted)) swept.push(...page);
  return swept.map(({ stream, seq }) => `${stream} ${seq}`);
}

test('each stream has its own sequence from 1, in the order of the appends', async () => {
  const appended = await log.append([entry('a', 'e1'), entry('b', 'e1'), entry('a', 'e2'), entry('a', 'e3')]);
  expect(appended.map(({ stream, seq, fresh }) => [stream, seq, fresh])).toEqual([
    ['a', 1, true],
    ['b', 1, true],
    ['a', 2, true],
    ['a', 3, true],
  ]);
  expect(appended[0]?.epoch).toBe(appended[3]?.epoch);
  expect(appended[0]?.epoch).not.toBe(appended[1]?.epoch);
});

test('an event that is there already keeps its place, also in the middle of a run', async () => {
  await fill('a', 3);
  const again = await log.append([entry('a', 'e4'), entry('a', 'e2'), entry('a', 'e5'), entry('a', 'e5')]);
  expect(again.map(({ seq, fresh }) => [seq, fresh])).toEqual([
    [4, true],
    [2, false],
    [5, true],
    [5, false],
  ]);
});

test('a writer that knows nothing, or something old, finds the end', async () => {
  const other = new StreamLog({ connection: await engine.connect() });
  const [first] = await fill('a', 1);
  const [second] = await other.append([entry('a', 'e2')]);
  const [third] = await fill('a', 1, 3);
  expect([first, second, third].map((each) => each?.seq)).toEqual([1, 2, 3]);
  expect(new Set([first, second, third].map((each) => each?.epoch)).size).toBe(1);
  expect(await other.head('a')).toEqual({ seq: 3, epoch: first?.epoch });
  expect(await other.heads(['a', 'empty'])).toEqual(
    new Map([
      ['a', { seq: 3, epoch: first?.epoch }],
      ['empty', BEGINNING],
    ]),
  );
});

test('a reader gets what came after its position, a limited part at a time', async () => {
  const [first] = await fill('a', 5);
  const epoch = first!.epoch;
  const head = { seq: 5, epoch };
  const all = await log.after('a', BEGINNING);
  expect(all).toMatchObject({ resync: false, head });
  expect(all.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(all.entries[0]).toEqual({ ...entry('a', 'e1'), seq: 1, epoch });
  const part = await log.after('a', { seq: 2, epoch }, 2);
  expect(part).toMatchObject({ resync: false, head, entries: [{ seq: 3 }, { seq: 4 }] });
  expect(await log.after('a', { seq: 4, epoch }, 1)).toMatchObject({ head, entries: [{ seq: 5 }] });
  expect(await log.after('a', head)).toEqual({ entries: [], resync: false, head });
  expect(await log.after('nothing', BEGINNING)).toEqual({ entries: [], resync: false, head: BEGINNING });
});

test('a position of another life, or beyond the end, asks for a snapshot', async () => {
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
  expect(again).toMatchObject({ seq: 1, fresh: true });
  expect(await log.after('a', head)).toMatchObject({ resync: true });
});

test('a stream that begins while it is read had nothing to miss', async () => {
  class Begun extends StreamLog {
    override async head(stream: string) {
      await this.append([entry(stream, 'e1')]);
      return super.head(stream);
    }
  }
  const begun = new Begun({ connection, clock });
  const missed = await begun.after('a', BEGINNING);
  expect(missed).toMatchObject({ entries: [], resync: false });
  await begun.append([entry('a', 'e1')]);
  const next = await begun.after('a', missed.head);
  expect(next.entries.map(({ seq }) => seq)).toEqual([1]);
});

test('a hole in the log is never passed over in silence', async () => {
  const [first] = await fill('a', 5);
  await connection.collection('stream_log').deleteOne({ stream: 'a', seq: 4 });
  expect(await log.after('a', { seq: 2, epoch: first!.epoch })).toMatchObject({ resync: true, entries: [] });
  expect(await log.after('a', { seq: 4, epoch: first!.epoch })).toMatchObject({ entries: [{ seq: 5 }] });
});

test('what expired is gone, the sequence goes on, and older positions ask for a snapshot', async () => {
  const [first] = await fill('a', 3);
  const epoch = first!.epoch;
  clock.step(4 * DAY_MS);
  await fill('a', 2, 4);
  clock.step(4 * DAY_MS);
  expect(await log.expire()).toBe(2);
  expect(await log.after('a', { seq: 3, epoch })).toMatchObject({ entries: [{ seq: 4 }, { seq: 5 }] });
  for (const seq of [0, 1, 2]) {
    expect(await log.after('a', { seq, epoch })).toMatchObject({ resync: true, entries: [] });
  }
  clock.step(4 * DAY_MS);
  await log.expire();
  expect(await log.head('a')).toEqual({ seq: 5, epoch });
  expect(await connection.collection('stream_log').countDocuments()).toBe(1);
  expect(await log.after('a', { seq: 5, epoch })).toEqual({
    entries: [],
    resync: false,
    head: { seq: 5, epoch },
  });
  expect(await log.after('a', { seq: 4, epoch })).toMatchObject({ resync: true });

  const fresh = new StreamLog({ connection: await engine.connect(), clock });
  expect(await fresh.append([entry('a', 'e6')])).toMatchObject([{ seq: 6, epoch, fresh: true }]);
  expect(await log.append([entry('a', 'e7')])).toMatchObject([{ seq: 7, epoch }]);
  expect(await log.append([entry('a', 'e1')])).toMatchObject([{ seq: 1, fresh: false }]);
  clock.step(8 * DAY_MS);
  await log.expire();
  expect(await fresh.append([entry('a', 'e8')])).toMatchObject([{ seq: 8, epoch }]);
  expect(await log.expire()).toBe(0);
});

test('a writer does not take an old place that an expiry has freed', async () => {
  const other = new StreamLog({ connection: await engine.connect(), clock });
  await fill('a', 2);
  await other.append([entry('a', 'e3'), entry('a', 'e4')]);
  clock.step(8 * DAY_MS);
  await other.expire();
  // This log has last seen place 2; place 3 is free again.
  expect(await fill('a', 1, 5)).toMatchObject([{ seq: 5 }]);
  // Finding an old event's place must not make it the end either.
  const fresh = new StreamLog({ connection: await engine.connect(), clock });
  expect(await fresh.append([entry('a', 'e1'), entry('a', 'e6')])).toMatchObject([
    { seq: 1, fresh: false },
    { seq: 6, fresh: true },
  ]);
});

test('a sweep reads what came into the log since, whatever the time of its events', async () => {
  await fill('a', 2);
  clock.step(60_000);
  const from = clock.now();
  await fill('b', 2);
  await fill('a', 1, 3);
  expect(await sweep(from)).toEqual(['a 3', 'b 1', 'b 2']);
  expect(await sweep(from, ({ stream, seq }) => stream === 'b' && seq > 1)).toEqual(['b 2']);
  clock.step(1_000);
  expect(await sweep(clock.now())).toEqual(['a 3', 'b 1', 'b 2']);
  clock.step(60_000);
  expect(await sweep(clock.now())).toEqual([]);
});

test('a sweep of more than one page is whole', async () => {
  const from = clock.now();
  await fill('a', 1_201);
  const swept = await sweep(from);
  expect(swept).toHaveLength(1_201);
  expect(swept.at(-1)).toBe('a 1201');
});

test('an append that fails leaves no gap and no wrong end behind', async () => {
  await fill('a', 1);
  const broken = await engine.connect();
  const lost = new StreamLog({ connection: broken, clock });
  await lost.append([entry('a', 'e2')]);
  await broken.close();
  await expect(lost.append([entry('a', 'e3')])).rejects.toThrow();
  expect(await fill('a', 1, 4)).toMatchObject([{ seq: 3 }]);
});

test('what is redacted keeps its place, and what does not fit is left alone', async () => {
  await fill('a', 3);
  await fill('b', 2);
  clock.step(DAY_MS);
  await fill('a', 2, 4);
  const changed = await log.redact({ stream: 'a' }, ({ seq }) => (seq === 2 || seq === 5 ? 'gone' : null));
  expect(changed).toBe(2);
  const { entries, resync } = await log.after('a', BEGINNING);
  expect(resync).toBe(false);
  expect(entries.map(({ seq, data }) => [seq, data])).toEqual([
    [1, { eventId: 'e1' }],
    [2, 'gone'],
    [3, { eventId: 'e3' }],
    [4, { eventId: 'e4' }],
    [5, 'gone'],
  ]);
  expect((await log.after('b', BEGINNING)).entries.map(({ data }) => data)).toEqual([
    { eventId: 'e1' },
    { eventId: 'e2' },
  ]);
  expect(await log.redact({ 'data.eventId': 'e1' }, () => 'gone')).toBe(2);
});
