import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { StreamLog } from './stream-log.ts';
import type { SequencedPublication } from './stream-entry.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';

const WRITERS = 4;
const STREAMS = 3;
const AGGREGATES = 4;

let engine: TestEngine;
let connections: Connection[];
let runs = 0;

beforeAll(async () => {
  engine = await openEngine();
  connections = await Promise.all(
    Array.from({ length: WRITERS }, () => engine.connect({ monitorCommands: true })),
  );
  await new StreamLog({ connection: connections[0]! }).ensureIndexes();
});
afterAll(() => engine.close());

/** One event: its aggregate, its streams, and the writers that relay it (more than one after a crash). */
const event = fc.record({
  aggregate: fc.nat(AGGREGATES - 1),
  streams: fc.uniqueArray(fc.nat(STREAMS - 1), { minLength: 1 }),
  writers: fc.uniqueArray(fc.nat(WRITERS - 1), { minLength: 1, maxLength: 3 }),
});
/** The fate of a message between two nodes: lost, duplicated or late. */
const fate = fc.infiniteStream(fc.constantFrom('arrives', 'arrives', 'lost', 'doubled', 'late'));

/** Nodes that send each other their entries over a channel that loses, duplicates and reorders messages. */
async function openNodes(fates: Iterator<string>) {
  const nodes = connections.map((connection) => new StreamLog({ connection, gapTimeoutMs: 1 }));
  const followed = nodes.map(() => [] as SequencedPublication[]);
  await Promise.all(
    nodes.map((node, index) =>
      node.follow({ entry: (publication) => void followed[index]!.push(publication) }),
    ),
  );
  for (const node of nodes)
    node.onAppended((publications) => {
      for (const other of nodes) {
        if (other === node) continue;
        for (const publication of publications.toReversed()) {
          const what = String(fates.next().value);
          if (what === 'lost') continue;
          if (what === 'late') setImmediate(() => other.offer([publication]));
          else other.offer(what === 'doubled' ? [publication, publication] : [publication]);
        }
      }
    });
  return { nodes, followed };
}

test('several writers: no gap, no duplicate, in the order of each aggregate, and every node sees the same log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 10, maxLength: 60 }), fate, async (events, fates) => {
      const run = `p${++runs}`;
      const nameOf = (stream: number) => `${run}:${stream}`;
      const { nodes, followed } = await openNodes(fates[Symbol.iterator]());
      const began = nodes[0]!.position;
      const answers: SequencedPublication[] = [];
      const relayed = new Map<string, Promise<unknown>[]>();
      const done = new Map<string, () => void>();
      events.forEach(({ writers }, index) => {
        const id = `${run}-e${index}`;
        relayed.set(
          id,
          writers.map((writer) => new Promise<void>((resolve) => done.set(`${writer} ${id}`, resolve))),
        );
      });

      // Like the relay: a writer appends the events of one aggregate one after the other, and only after everything
      // before them in the outbox was appended by one of the writers.
      const bring = async (writer: number, aggregate: number) => {
        const mine = events
          .map((each, index) => ({ ...each, id: `${run}-e${index}` }))
          .filter((each) => each.aggregate === aggregate);
        for (const [index, { streams, writers, id }] of mine.entries()) {
          const before = mine[index - 1];
          if (before) await Promise.race(relayed.get(before.id) ?? []);
          if (!writers.includes(writer)) continue;
          const publication = { id, type: 't', at: new Date(0), data: index, streams: streams.map(nameOf) };
          answers.push(...(await nodes[writer]!.append([publication])));
          done.get(`${writer} ${id}`)?.();
        }
      };
      await Promise.all(
        Array.from({ length: WRITERS * AGGREGATES }, (_each, index) =>
          bring(index % WRITERS, Math.floor(index / WRITERS)),
        ),
      );

      await Promise.all(nodes.map((node) => node.read()));
      const all = followed[0]!;
      expect(all.map(({ position }) => position)).toEqual(events.map((_each, index) => began + 1 + index));
      for (const other of followed) expect(other).toEqual(all);
      expect(all.map(({ id }) => id).toSorted()).toEqual(
        events.map((_e, index) => `${run}-e${index}`).toSorted(),
      );
      for (const { id, streams } of answers)
        expect(streams).toEqual(all.find((entry) => entry.id === id)!.streams);
      for (let stream = 0; stream < STREAMS; stream += 1) {
        const places = all.flatMap(({ streams }) => streams[nameOf(stream)] ?? []);
        expect(places).toEqual(places.map((_each, index) => index + 1));
        const { entries } = await nodes[1]!.after(nameOf(stream), { seq: 0, epoch: '' });
        expect(entries.map(({ id }) => id)).toEqual(
          all.filter(({ streams }) => nameOf(stream) in streams).map(({ id }) => id),
        );
      }
      for (let aggregate = 0; aggregate < AGGREGATES; aggregate += 1) {
        const order = events.flatMap((each, index) =>
          each.aggregate === aggregate ? [`${run}-e${index}`] : [],
        );
        expect(all.map(({ id }) => id).filter((id) => order.includes(id))).toEqual(order);
      }
    }),
    { numRuns: 25 },
  );
}, 300_000);

test('with any number of nodes writing one stream the commands per event stay few and every node progresses', async () => {
  const commands = new Map<string, number>();
  for (const connection of connections)
    connection.getClient().on('commandStarted', ({ commandName }) => {
      commands.set(commandName, (commands.get(commandName) ?? 0) + 1);
    });
  const logs = connections.map((connection) => new StreamLog({ connection }));
  const answers = await Promise.all(
    logs.map((log, writer) =>
      log.append(
        Array.from({ length: 1_500 }, (_each, index) => ({
          id: `hot-${writer}-${index}`,
          type: 't',
          at: new Date(0),
          data: null,
          streams: ['hot', `own:${writer}`],
        })),
      ),
    ),
  );
  const places = answers.flat().map(({ streams }) => streams['hot']!);
  expect(places.toSorted((a, b) => a - b)).toEqual(places.map((_each, index) => index + 1));
  for (const mine of answers) {
    const order = mine.map(({ position }) => position);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
  // 6,000 events in rounds of 500: a dozen inserts, each refused a few times, and a read for each refusal.
  const total = [...commands.values()].reduce((sum, count) => sum + count, 0);
  expect(total / 6_000).toBeLessThan(0.05);
});
