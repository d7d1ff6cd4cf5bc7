import type { Connection } from 'mongoose';
import { BEGINNING, type Publication } from './stream-entry.ts';
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
  at: clock.now(),
  data: { id },
  streams,
});

const fill = (stream: string, count: number, from = 1) =>
  log.append(
    Array.from({ length: count }, (_each, index) => publication(`${stream}${from + index}`, stream)),
  );

/** A process that has read the log up to its end. */
async function started(): Promise<StreamLog> {
  const node = newLog();
  await node.read();
  return node;
}

async function readsOf(work: () => Promise<unknown>): Promise<number> {
  let reads = 0;
  const listener = () => void (reads += 1);
  connection.getClient().on('commandStarted', listener);
  await work();
  connection.getClient().off('commandStarted', listener);
  return reads;
}

const idsAfter = async (node: StreamLog, stream: string, seq: number, limit?: number) => {
  const { epoch } = seq === 0 ? BEGINNING : await node.head(stream);
  const { entries, resync } = await node.after(stream, { seq, epoch }, limit);
  return resync ? 'resync' : entries.map(({ id }) => id);
};

test('recent entries cost no read: at the writer, at a follower, and after a restart', async () => {
  const follower = newLog();
  await follower.read();
  const [first] = await fill('a', 3);
  await fill('b', 2);
  await fill('a', 2, 4);
  await follower.read();
  const { epoch } = first!;
  for (const node of [log, follower, await started()]) {
    const reads = await readsOf(async () => {
      for (const [seq, limit, ids] of [
        [0, 10, ['a1', 'a2', 'a3', 'a4', 'a5']],
        [2, 10, ['a3', 'a4', 'a5']],
        [2, 2, ['a3', 'a4']],
        [5, 10, []],
      ] as const) {
        const { entries, head } = await node.after('a', { seq, epoch }, limit);
        expect(entries.map(({ id }) => id)).toEqual(ids);
        expect(head).toEqual({ seq: 5, epoch });
      }
    });
    expect(reads).toBe(0);
  }
});

test('a position older than the recent entries is read from the log, once for all who ask at the same time', async () => {
  await fill('a', 30);
  await fill('b', 2_100);
  const [second] = await fill('a', 2, 31);
  expect(await idsAfter(log, 'a', 30)).toEqual(['a31', 'a32']);
  const { epoch } = second!;
  const reads = await readsOf(() =>
    Promise.all(
      Array.from({ length: 50 }, async () => {
        const { entries } = await log.after('a', { seq: 27, epoch }, 3);
        expect(entries.map(({ id }) => id)).toEqual(['a28', 'a29', 'a30']);
      }),
    ),
  );
  expect(reads).toBe(1);
});

test('the heads of many streams are looked up together, those with many entries one by one', async () => {
  await Promise.all(Array.from({ length: 40 }, (_each, index) => fill(`user ${index}.`, (index % 3) + 1)));
  // Newer than what a process reads when it starts.
  await fill('other', 600);
  const streams = Array.from({ length: 50 }, (_each, index) => `user ${index}.`);
  const node = await started();
  const reads = await readsOf(async () => {
    const heads = await Promise.all(streams.map((stream) => node.open(stream)));
    expect(heads).toHaveLength(50);
  });
  // The entries, and the marks of the streams without an entry.
  expect(reads).toBe(2);
  expect(streams.map((stream) => node.positionOf(stream)?.seq)).toEqual(
    streams.map((_stream, index) => (index < 40 ? (index % 3) + 1 : 0)),
  );

  const long = ['long 1', 'long 2'];
  for (const stream of long) await fill(stream, 30);
  await fill('another', 600);
  const later = await started();
  await Promise.all(long.map((stream) => later.open(stream)));
  expect(long.map((stream) => later.positionOf(stream)?.seq)).toEqual([30, 30]);
});

test('redacted entries are no longer replayed from memory, here at once and elsewhere after a read of the log', async () => {
  const other = await started();
  await fill('a', 3);
  await other.read();
  expect(await idsAfter(other, 'a', 0)).toEqual(['a1', 'a2', 'a3']);
  const dataAfter = async (node: StreamLog) =>
    (await node.after('a', BEGINNING)).entries.map(({ data }) => data);
  const redact = () => log.redact({ 'data.id': 'a2' }, () => 'gone');

  await redact();
  const redacted = [{ id: 'a1' }, 'gone', { id: 'a3' }];
  expect(await dataAfter(log)).toEqual(redacted);
  await other.read();
  expect(await dataAfter(other)).toEqual(redacted);

  // An erasure that stopped half-way is repeated: its first run changed the entry but told nobody.
  const late = await started();
  await fill('a', 1, 4);
  await late.read();
  await connection.collection('event_log').updateOne({ eventId: 'a4' }, { $set: { data: 'gone' } });
  expect(await log.redact({ streams: 'a' }, ({ id }) => (id === 'a4' ? 'gone' : null))).toBe(0);
  await late.read();
  expect((await dataAfter(late)).at(-1)).toBe('gone');
});

test('expired entries are no longer replayed from memory', async () => {
  await fill('a', 3);
  clock.step(4 * DAY_MS);
  await fill('a', 2, 4);
  clock.step(4 * DAY_MS);
  await log.expire();
  expect(await idsAfter(log, 'a', 1)).toBe('resync');
  expect(await idsAfter(log, 'a', 3)).toEqual(['a4', 'a5']);
});
