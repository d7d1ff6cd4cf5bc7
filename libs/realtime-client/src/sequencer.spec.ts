import fc from 'fast-check';
import type { ReceivedEvent } from './received-event.ts';
import { Sequencer } from './sequencer.ts';

const epoch = 'e1';
const arrival = (
  id: string,
  places: Record<string, number>,
  more: { epoch?: string; at?: string } = {},
): ReceivedEvent => ({
  event: 'order:new',
  payload: id,
  meta: {
    id,
    at: more.at ?? '2030-01-01T00:00:00.000Z',
    streams: Object.fromEntries(
      Object.entries(places).map(([stream, seq]) => [stream, { seq, epoch: more.epoch ?? epoch }]),
    ),
  },
  replayed: false,
});
const ids = (arrivals: ReceivedEvent[]) => arrivals.map((it) => it.meta.id);
const following = (...streams: string[]) => {
  const sequencer = new Sequencer();
  for (const stream of streams) sequencer.follow(stream, { seq: 0, epoch });
  return sequencer;
};

describe('a stream', () => {
  it('releases due events at once and early events in order', () => {
    const sequencer = following('a');
    expect(ids(sequencer.receive(arrival('1', { a: 1 })))).toEqual(['1']);
    expect(ids(sequencer.receive(arrival('3', { a: 3 })))).toEqual([]);
    expect(sequencer.gaps()).toEqual(['a']);
    expect(ids(sequencer.receive(arrival('2', { a: 2 })))).toEqual(['2', '3']);
    expect(sequencer.behind).toBe(false);
  });

  it('that is empty adopts its first epoch and treats a second one as uncertain', () => {
    const sequencer = new Sequencer();
    sequencer.follow('a', { seq: 0, epoch: '' });
    expect(ids(sequencer.receive(arrival('2', { a: 2 })))).toEqual([]);
    expect(ids(sequencer.receive(arrival('1', { a: 1 })))).toEqual(['1', '2']);
    expect(sequencer.behind).toBe(false);
    sequencer.receive(arrival('other', { a: 3 }, { epoch: 'e2' }));
    expect(sequencer.gaps()).toEqual(['a']);
  });

  it('drops events that were released or are already waiting', () => {
    const sequencer = following('a');
    sequencer.receive(arrival('1', { a: 1 }));
    sequencer.receive(arrival('3', { a: 3 }));
    expect(sequencer.receive(arrival('1', { a: 1 }))).toEqual([]);
    expect(sequencer.receive(arrival('3', { a: 3 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('2', { a: 2 })))).toEqual(['2', '3']);
  });

  it('keeps the first of two events with the same number', () => {
    const sequencer = following('a');
    sequencer.receive(arrival('2', { a: 2 }));
    sequencer.receive(arrival('impostor', { a: 2 }));
    expect(ids(sequencer.receive(arrival('1', { a: 1 })))).toEqual(['1', '2']);
  });

  it('detects missing events by the head that the server reports', () => {
    const sequencer = following('a');
    sequencer.noteHead('a', { seq: 2, epoch });
    expect(sequencer.gaps()).toEqual(['a']);
  });

  it('continues after a gap that is given up, and drops its events if they arrive late', () => {
    const sequencer = following('a');
    sequencer.receive(arrival('4', { a: 4 }));
    sequencer.receive(arrival('6', { a: 6 }));
    expect(ids(sequencer.giveUp('a'))).toEqual(['4']);
    expect(sequencer.receive(arrival('2', { a: 2 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('5', { a: 5 })))).toEqual(['5', '6']);
    expect(sequencer.positions()).toEqual({ a: { seq: 6, epoch } });
  });

  it('gives up a gap without losing events that wait for another stream', () => {
    const sequencer = following('a', 'b');
    sequencer.receive(arrival('a1b2', { a: 1, b: 2 }));
    sequencer.receive(arrival('a3', { a: 3 }));
    expect(sequencer.giveUp('a')).toEqual([]);
    expect(ids(sequencer.receive(arrival('b1', { b: 1 })))).toEqual(['b1', 'a1b2', 'a3']);
  });

  it('continues from the head when the history has expired, and still releases received events', () => {
    const sequencer = following('a');
    for (const seq of [3, 5, 8]) sequencer.receive(arrival(String(seq), { a: seq }));
    expect(ids(sequencer.rebase('a', { seq: 6, epoch }))).toEqual(['3', '5']);
    expect(sequencer.receive(arrival('4', { a: 4 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('7', { a: 7 })))).toEqual(['7', '8']);
  });

  it('accepts lower numbers as new after the stream was reset', () => {
    const sequencer = new Sequencer();
    sequencer.resume('a', { seq: 9, epoch });
    sequencer.rebase('a', { seq: 4, epoch });
    expect(ids(sequencer.receive(arrival('new', { a: 5 })))).toEqual(['new']);
  });

  it('skips what the app already has, never backwards', () => {
    const sequencer = following('a');
    for (const seq of [3, 5]) sequencer.receive(arrival(String(seq), { a: seq }));
    expect(ids(sequencer.pass('a', { seq: 4, epoch }))).toEqual(['5']);
    expect(sequencer.pass('a', { seq: 2, epoch })).toEqual([]);
    expect(sequencer.pass('a', { seq: 9, epoch: 'other' })).toEqual([]);
    expect(sequencer.positions()).toEqual({ a: { seq: 5, epoch } });
  });

  it('drops events beyond its limit, which can be fetched again', () => {
    const sequencer = new Sequencer({ waiting: 2 });
    sequencer.follow('a', { seq: 0, epoch });
    for (const seq of [4, 3, 2]) sequencer.receive(arrival(String(seq), { a: seq }));
    expect(ids(sequencer.receive(arrival('1', { a: 1 })))).toEqual(['1']);
    expect(sequencer.gaps()).toEqual(['a']);
    expect(sequencer.received()['a']?.seq).toBe(1);
    expect(ids(sequencer.receive(arrival('2', { a: 2 })))).toEqual(['2', '3', '4']);
  });
});

describe('the start of a stream', () => {
  it('keeps events received before the first answer and treats them as new', () => {
    const sequencer = new Sequencer();
    expect(sequencer.receive(arrival('11', { a: 11 }))).toEqual([]);
    expect(sequencer.receive(arrival('12', { a: 12 }))).toEqual([]);
    expect(sequencer.behind).toBe(true);
    expect(ids(sequencer.follow('a', { seq: 12, epoch }))).toEqual(['11', '12']);
  });

  it('reports events between the start and the head as missing', () => {
    const sequencer = new Sequencer();
    sequencer.receive(arrival('11', { a: 11 }));
    expect(ids(sequencer.follow('a', { seq: 13, epoch }))).toEqual(['11']);
    expect(sequencer.gaps()).toEqual(['a']);
    expect(sequencer.received()['a']?.seq).toBe(11);
  });

  it('drops strays that no answer explains', () => {
    const sequencer = new Sequencer();
    sequencer.receive(arrival('1', { other: 1 }));
    const mark = sequencer.mark();
    sequencer.receive(arrival('2', { other: 2 }));
    sequencer.settle(mark);
    expect(sequencer.behind).toBe(true);
    expect(ids(sequencer.follow('other', { seq: 2, epoch }))).toEqual(['2']);
  });

  it('resumes exactly at its position', () => {
    const sequencer = new Sequencer();
    sequencer.resume('a', { seq: 5, epoch });
    expect(sequencer.receive(arrival('5', { a: 5 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('6', { a: 6 })))).toEqual(['6']);
  });
});

describe('a new epoch', () => {
  it('is uncertain until the server reports the head, then continues without the missing events', () => {
    const sequencer = following('a');
    sequencer.receive(arrival('old', { a: 1 }));
    expect(sequencer.receive(arrival('n5', { a: 5 }, { epoch: 'e2' }))).toEqual([]);
    expect(sequencer.receive(arrival('n8', { a: 8 }, { epoch: 'e2' }))).toEqual([]);
    expect(sequencer.gaps()).toEqual(['a']);
    expect(ids(sequencer.rebase('a', { seq: 7, epoch: 'e2' }))).toEqual(['n5', 'n8']);
    expect(sequencer.positions()).toEqual({ a: { seq: 8, epoch: 'e2' } });
    expect(sequencer.behind).toBe(false);
  });
});

describe('an event in several streams', () => {
  it('is released once, when it is due in all followed streams', () => {
    const sequencer = following('a', 'b');
    expect(sequencer.receive(arrival('x', { a: 1, b: 2, stranger: 99 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('w', { b: 1 })))).toEqual(['w', 'x']);
    expect(sequencer.receive(arrival('x', { b: 2 }))).toEqual([]);
  });

  it('is recognised when it arrives again in another stream only', () => {
    const sequencer = following('a', 'b');
    expect(ids(sequencer.receive(arrival('x', { a: 1 })))).toEqual(['x']);
    expect(sequencer.receive(arrival('x', { b: 1 }))).toEqual([]);
    expect(sequencer.positions()).toEqual({ a: { seq: 1, epoch }, b: { seq: 1, epoch } });
  });

  it('no longer waits for a stream that was left', () => {
    const sequencer = following('a', 'b');
    sequencer.receive(arrival('x', { a: 1, b: 2 }));
    sequencer.receive(arrival('y', { b: 3 }));
    expect(ids(sequencer.forget('b'))).toEqual(['x']);
    expect(sequencer.behind).toBe(false);
  });

  it('is still one event when it arrives again in a third stream after the first was left', () => {
    const sequencer = following('a', 'b', 'c');
    sequencer.receive(arrival('x', { a: 2, b: 2 }));
    sequencer.forget('a');
    expect(sequencer.receive(arrival('x', { c: 1 }))).toEqual([]);
    expect(ids(sequencer.receive(arrival('w', { b: 1 })))).toEqual(['w', 'x']);
  });

  it('is released although two nodes numbered in a different order', () => {
    const sequencer = following('a', 'b');
    sequencer.receive(arrival('x', { a: 1, b: 2 }, { at: '2030-01-01T00:00:02.000Z' }));
    const due = sequencer.receive(arrival('y', { a: 2, b: 1 }, { at: '2030-01-01T00:00:01.000Z' }));
    expect(ids(due)).toEqual(['y', 'x']);
  });
});

describe('any interleaving, doubling, loss and reordering, with syncs in between', () => {
  const streams = ['a', 'b', 'c', 'd'];
  const followed = ['a', 'b', 'c'];

  /** Events with their numbers. `shuffle` numbers each stream in a different order. */
  const history = (shuffle: boolean) =>
    fc
      .array(fc.subarray(streams, { minLength: 1 }), { minLength: 1, maxLength: 25 })
      .chain((events) =>
        fc.record({
          events: fc.constant(events),
          orders: fc.tuple(
            ...streams.map((stream) => {
              const members = events.flatMap((of, index) => (of.includes(stream) ? [index] : []));
              return shuffle
                ? fc.shuffledSubarray(members, { minLength: members.length })
                : fc.constant(members);
            }),
          ),
        }),
      )
      .map(({ events, orders }) =>
        events.map((of, index) =>
          arrival(
            String(index),
            Object.fromEntries(
              of.map((name) => [name, (orders[streams.indexOf(name)] ?? []).indexOf(index) + 1]),
            ),
            { at: new Date(Date.UTC(2030, 0, 1) + index).toISOString() },
          ),
        ),
      );

  type Step = { deliver: number } | { sync: number; partial: boolean };
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ deliver: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ sync: fc.integer({ min: 1, max: 6 }), partial: fc.boolean() }) },
    ),
    { maxLength: 80 },
  );

  /** An answer of the server: by stream, limited per stream, with all numbers of an event or only one. */
  const sync = (
    sequencer: Sequencer,
    all: ReceivedEvent[],
    limit: number,
    partial: boolean,
  ): ReceivedEvent[] => {
    const mark = sequencer.mark();
    const asked = sequencer.received();
    const out: ReceivedEvent[] = [];
    for (const stream of followed) {
      const missed = all
        .filter(({ meta }) => (meta.streams[stream]?.seq ?? 0) > (asked[stream]?.seq ?? 0))
        .sort((x, y) => x.meta.streams[stream]!.seq - y.meta.streams[stream]!.seq)
        .slice(0, limit);
      for (const it of missed) {
        const place = { [stream]: it.meta.streams[stream]! };
        out.push(...sequencer.receive(partial ? { ...it, meta: { ...it.meta, streams: place } } : it));
      }
    }
    sequencer.settle(mark);
    return out;
  };

  const run = (
    all: ReceivedEvent[],
    plan: Step[],
    options: { partial: boolean; waiting: number },
  ): ReceivedEvent[] => {
    const sequencer = new Sequencer({ waiting: options.waiting });
    for (const stream of followed) sequencer.follow(stream, { seq: 0, epoch });
    const out: ReceivedEvent[] = [];
    for (const step of plan) {
      if ('sync' in step) out.push(...sync(sequencer, all, step.sync, options.partial && step.partial));
      else out.push(...sequencer.receive(all[step.deliver % all.length]!));
    }
    for (const stream of followed) {
      const head = Math.max(0, ...all.map(({ meta }) => meta.streams[stream]?.seq ?? 0));
      sequencer.noteHead(stream, { seq: head, epoch });
    }
    for (let round = 0; sequencer.behind && round < 200; round++)
      out.push(...sync(sequencer, all, options.waiting, options.partial));
    expect(sequencer.behind).toBe(false);
    expect(sequencer.positions()).toEqual(sequencer.received());
    return out;
  };

  const due = (all: ReceivedEvent[]) =>
    ids(all.filter(({ meta }) => followed.some((stream) => stream in meta.streams))).sort();

  it('releases each event once, in the order of every stream', () => {
    fc.assert(
      fc.property(history(false), steps, fc.constantFrom(8, 1_000), (all, plan, waiting) => {
        const out = run(all, plan, { partial: false, waiting });
        expect(ids(out).sort()).toEqual(due(all));
        for (const stream of followed) {
          const seqs = out.flatMap(({ meta }) => meta.streams[stream]?.seq ?? []);
          expect(seqs).toEqual(seqs.toSorted((x, y) => x - y));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('releases each event once also when nodes numbered differently and replays contain one stream only', () => {
    fc.assert(
      fc.property(history(true), steps, fc.boolean(), (all, plan, partial) => {
        expect(ids(run(all, plan, { partial, waiting: 1_000 })).sort()).toEqual(due(all));
      }),
      { numRuns: 500 },
    );
  });
});
