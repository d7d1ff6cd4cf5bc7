import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Announced } from './announced.ts';
import { Ordering } from './ordering.ts';

const epoch = 'e1';

/** A log of what was said, as the store would hold it. */
class Log {
  readonly #streams = new Map<string, Announced[]>();

  /** Places each event at the end of its streams, in the order in which they are given for each stream. */
  static of(
    events: readonly { id: string; streams: readonly string[] }[],
    reversedIn: ReadonlySet<string>,
  ): Log {
    const log = new Log();
    const said = new Map<string, Announced>(
      events.map(({ id }) => [id, { id, event: 'said', at: '', payload: id, streams: {} }]),
    );
    for (const stream of new Set(events.flatMap(({ streams }) => streams))) {
      const inIt = events.filter(({ streams }) => streams.includes(stream)).map(({ id }) => said.get(id)!);
      if (reversedIn.has(stream)) inIt.reverse();
      inIt.forEach((announced, index) => (announced.streams[stream] = { seq: index + 1, epoch }));
      log.#streams.set(stream, inIt);
    }
    return log;
  }

  get streams(): string[] {
    return [...this.#streams.keys()];
  }

  in(stream: string): Announced[] {
    return this.#streams.get(stream) ?? [];
  }

  all(): Announced[] {
    return [...new Set([...this.#streams.values()].flat())];
  }
}

function delivering(log: Log, cutTo: Record<string, number> = {}) {
  const delivered: Announced[] = [];
  let outOfTurn = 0;
  const ordering = new Ordering({
    head: async () => ({ seq: 0, epoch: '' }),
    after: async (stream, { seq }) =>
      seq < (cutTo[stream] ?? 0)
        ? { found: [], lost: true }
        : // Read anew each time, as from the store: the same event, another object.
          { found: structuredClone(log.in(stream).slice(seq)), lost: false },
    deliver: (announced) => void delivered.push(announced),
    onOutOfTurn: () => (outOfTurn += 1),
    onError: (error) => {
      throw error;
    },
    patienceMs: 0,
  });
  return {
    ordering,
    delivered,
    outOfTurn: () => outOfTurn,
    settle: async () => {
      while (ordering.parked > 0) await turn();
    },
    sweep: () => {
      for (const stream of log.streams)
        for (const announced of log.in(stream))
          if (ordering.isWanted({ stream, seq: announced.streams[stream]!.seq })) ordering.offer(announced);
    },
  };
}

const names = ['a', 'b', 'c', 'd'];
const events = fc
  .array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), { minLength: 1, maxLength: 25 })
  .map((all) => all.map((streams, index) => ({ id: `e${String(index).padStart(3, '0')}`, streams })));
/** What happens to messages on their way: lost, doubled, and in any order. */
const fate = fc.infiniteStream(fc.record({ copies: fc.constantFrom(0, 1, 1, 1, 2), rank: fc.nat(1_000) }));

async function bring(
  log: Log,
  listenedTo: readonly string[],
  fates: Iterator<{ copies: number; rank: number }>,
) {
  const it = delivering(log);
  await Promise.all(listenedTo.map((stream) => it.ordering.open(stream)));
  const arriving = log.all().flatMap((announced) => {
    const { copies, rank } = fates.next().value as { copies: number; rank: number };
    return Array.from({ length: copies }, (_, copy) => ({ announced, rank: rank + copy * 7 }));
  });
  for (const { announced } of arriving.sort((a, b) => a.rank - b.rank)) {
    it.ordering.offer(announced);
    if (announced.id.endsWith('5')) await turn();
  }
  await it.settle();
  it.sweep();
  await it.settle();
  const due = log.all().filter(({ streams }) => listenedTo.some((name) => name in streams));
  return { ...it, due };
}

describe('whatever happens on the way', () => {
  it('everything is delivered once, in the order of each stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.subarray(names, { minLength: 1 }),
        fate,
        async (said, listenedTo, fates) => {
          const { delivered, due, outOfTurn } = await bring(
            Log.of(said, new Set()),
            listenedTo,
            fates[Symbol.iterator](),
          );
          expect(delivered.map(({ id }) => id).sort()).toEqual(due.map(({ id }) => id).sort());
          expect(outOfTurn()).toBe(0);
          for (const stream of listenedTo) {
            const places = delivered.flatMap(({ streams }) => streams[stream]?.seq ?? []);
            expect(places).toEqual(places.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('two streams that hold events in opposite orders block nothing, and still double nothing', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.subarray(names), fate, async (said, reversed, fates) => {
        const { delivered, due } = await bring(
          Log.of(said, new Set(reversed)),
          names,
          fates[Symbol.iterator](),
        );
        expect(delivered.map(({ id }) => id).sort()).toEqual(due.map(({ id }) => id).sort());
      }),
      { numRuns: 300 },
    );
  });
});

const three = Log.of(
  ['e1', 'e2', 'e3'].map((id) => ({ id, streams: ['a'] })),
  new Set(),
);
const [first, second, third] = three.in('a') as [Announced, Announced, Announced];

it('what comes while a stream is being opened waits for it', async () => {
  const { ordering, delivered } = delivering(three);
  const opened = ordering.open('a');
  ordering.offer(first);
  expect(delivered).toEqual([]);
  await opened;
  expect(delivered).toEqual([first]);
});

it('what is in the log before a stream is opened, and is told after it, is still told in its other streams', async () => {
  const log = Log.of(
    [
      { id: 'e1', streams: ['order', 'restaurant'] },
      { id: 'e2', streams: ['order', 'restaurant'] },
    ],
    new Set(),
  );
  const delivered: Announced[] = [];
  const ordering = new Ordering({
    head: async (stream) => (stream === 'order' ? { seq: 1, epoch } : { seq: 0, epoch: '' }),
    after: async () => ({ found: [], lost: false }),
    deliver: (announced) => void delivered.push(announced),
    onError: (error) => {
      throw error;
    },
  });
  await ordering.open('restaurant');
  const opening = ordering.open('order');
  const [first, second] = log.in('restaurant') as [Announced, Announced];
  // Once while the stream is being opened, and once more from another node.
  ordering.offer(first);
  await opening;
  ordering.offer(first);
  ordering.offer(second);
  expect(delivered.map(({ id, streams }) => [id, Object.keys(streams).sort()])).toEqual([
    ['e1', ['restaurant']],
    ['e2', ['order', 'restaurant']],
  ]);
});

it('nobody listens, nothing is kept', () => {
  const { ordering, delivered } = delivering(three);
  ordering.offer(third);
  expect([delivered.length, ordering.parked, ordering.streams]).toEqual([0, 0, 0]);
});

it('what the log no longer holds keeps nobody waiting', async () => {
  const { ordering, delivered, settle } = delivering(three, { a: 2 });
  await ordering.open('a');
  ordering.offer(third);
  await settle();
  expect(delivered).toEqual([third]);
});

it('a stream that begins a new life is followed from its beginning', async () => {
  const { ordering, delivered } = delivering(three);
  await ordering.open('a');
  [first, second].forEach((announced) => ordering.offer(announced));
  const reborn = { ...first, id: 'e9', streams: { a: { seq: 1, epoch: 'e2' } } };
  ordering.offer(reborn);
  ordering.offer(reborn);
  expect(delivered).toEqual([first, second, reborn]);
});

it('one that cannot be sent does not keep the next one back', async () => {
  const seen: string[] = [];
  const failures: unknown[] = [];
  const ordering = new Ordering({
    head: async () => ({ seq: 0, epoch: '' }),
    after: async () => ({ found: [], lost: false }),
    deliver: ({ id }) => {
      seen.push(id);
      if (id === 'e1') throw new Error('the socket layer failed');
    },
    onError: (error) => void failures.push(error),
  });
  await ordering.open('a');
  [first, second].forEach((announced) => ordering.offer(announced));
  expect(seen).toEqual(['e1', 'e2']);
  expect(failures).toHaveLength(1);
});
