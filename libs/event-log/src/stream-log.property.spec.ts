import fc from 'fast-check';
import type { Connection } from 'mongoose';
import type { Appended } from './stream-appending.ts';
import { StreamLog } from './stream-log.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';

const WRITERS = 4;
const STREAMS = 3;
const AGGREGATES = 4;

let engine: TestEngine;
let connections: Connection[];
let runs = 0;

beforeAll(async () => {
  engine = await openEngine();
  connections = await Promise.all(Array.from({ length: WRITERS }, () => engine.connect()));
  await new StreamLog({ connection: connections[0]! }).ensureIndexes();
});
afterAll(() => engine.close());

/** One event: of which aggregate, into which streams, and which writers relay it (more than one after a crash). */
const event = fc.record({
  aggregate: fc.nat(AGGREGATES - 1),
  streams: fc.uniqueArray(fc.nat(STREAMS - 1), { minLength: 1 }),
  writers: fc.uniqueArray(fc.nat(WRITERS - 1), { minLength: 1, maxLength: 3 }),
});

test('several writers on several connections: no gap, no duplicate, in the order of each aggregate', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 10, maxLength: 60 }),
      fc.boolean(),
      async (events, forgetful) => {
        const run = `p${++runs}`;
        const clock = new SteppingClock();
        const nameOf = (stream: number) => `${run}:${stream}`;
        const logs = connections.map((connection) => new StreamLog({ connection, clock }));
        const appended: Appended[] = [];
        const relayed = new Map<string, Promise<unknown>[]>();

        // As the relay does it: a writer brings the events of one aggregate one after the other, after
        // whatever is before them in the outbox has been brought by somebody.
        const bring = async (writer: number, aggregate: number) => {
          const mine = events
            .map((each, index) => ({ ...each, id: `${run}-e${index}` }))
            .filter((each) => each.aggregate === aggregate);
          for (const [position, { streams, writers, id }] of mine.entries()) {
            if (!writers.includes(writer)) {
              await Promise.race(relayed.get(id) ?? []);
              continue;
            }
            const before = mine[position - 1];
            if (before) await Promise.race(relayed.get(before.id) ?? []);
            if (forgetful) clock.step(5 * 60_000);
            const at = new Date(0);
            appended.push(
              ...(await logs[writer]!.append(
                streams.map((stream) => ({
                  stream: nameOf(stream),
                  eventId: id,
                  type: 't',
                  at,
                  data: position,
                })),
              )),
            );
            done.get(`${writer} ${id}`)?.();
          }
        };
        const done = new Map<string, () => void>();
        events.forEach(({ writers }, index) => {
          const id = `${run}-e${index}`;
          relayed.set(
            id,
            writers.map((writer) => new Promise<void>((resolve) => done.set(`${writer} ${id}`, resolve))),
          );
        });
        await Promise.all(
          Array.from({ length: WRITERS * AGGREGATES }, (_each, index) =>
            bring(index % WRITERS, Math.floor(index / WRITERS)),
          ),
        );

        for (let stream = 0; stream < STREAMS; stream += 1) {
          const { entries, resync, head } = await logs[0]!.after(nameOf(stream), { seq: 0, epoch: '' });
          const due = events.flatMap(({ streams }, index) =>
            streams.includes(stream) ? [`${run}-e${index}`] : [],
          );
          expect(resync).toBe(false);
          expect(head.seq).toBe(due.length);
          expect(entries.map(({ seq }) => seq)).toEqual(due.map((_each, index) => index + 1));
          expect(entries.map(({ eventId }) => eventId).toSorted()).toEqual(due.toSorted());
          expect(new Set(entries.map(({ epoch }) => epoch)).size).toBe(due.length > 0 ? 1 : 0);
          for (let aggregate = 0; aggregate < AGGREGATES; aggregate += 1) {
            const order = due.filter((id) => events[Number(id.split('-e')[1])]?.aggregate === aggregate);
            expect(entries.map(({ eventId }) => eventId).filter((id) => order.includes(id))).toEqual(order);
          }
          for (const { eventId, seq } of entries) {
            const answers = appended.filter(
              (each) => each.stream === nameOf(stream) && each.eventId === eventId,
            );
            expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
            expect(new Set(answers.map((each) => each.seq))).toEqual(new Set([seq]));
          }
        }
      },
    ),
    { numRuns: 25 },
  );
}, 300_000);

test('four writers that pour into one stream at once all get through', async () => {
  const logs = connections.map((connection) => new StreamLog({ connection }));
  const at = new Date(0);
  const answers = await Promise.all(
    logs.map((log, writer) =>
      log.append(
        Array.from({ length: 150 }, (_each, index) => ({
          stream: 'hot',
          eventId: `hot-${writer}-${index}`,
          type: 't',
          at,
          data: null,
        })),
      ),
    ),
  );
  const places = answers.flat().map(({ seq }) => seq);
  expect(places.toSorted((a, b) => a - b)).toEqual(places.map((_each, index) => index + 1));
  for (const mine of answers) {
    const order = mine.map(({ seq }) => seq);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});
