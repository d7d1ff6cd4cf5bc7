import fc from 'fast-check';
import { type MissedEvent, merge } from './merge-missed-events.ts';

const missedEvent = (id: string, at: number, stream: string, seq: number): MissedEvent => ({
  event: 'order:new',
  payload: id,
  meta: { id, at: new Date(at).toISOString(), streams: { [stream]: { seq, epoch: 'e' } } },
});

const streams = ['a', 'b', 'c'];
const log = fc
  .array(fc.record({ in: fc.uniqueArray(fc.constantFrom(...streams), { minLength: 1 }), at: fc.nat(20) }), {
    maxLength: 20,
  })
  .map((events) =>
    streams.map((stream) =>
      events
        .map((event, index) => ({ ...event, id: `e${index}` }))
        .filter((event) => event.in.includes(stream))
        .map(({ id, at }, index) => missedEvent(id, at, stream, index + 1)),
    ),
  );

it('merges streams: each event once with all its positions, each stream in order', () => {
  fc.assert(
    fc.property(log, (pages) => {
      const merged = merge(pages);
      const ids = merged.map(({ meta }) => meta.id);
      expect(new Set(ids).size).toBe(ids.length);
      pages.forEach((page, index) => {
        const stream = streams[index]!;
        const places = merged.flatMap(({ meta }) => meta.streams[stream]?.seq ?? []);
        expect(places).toEqual(page.map((_, place) => place + 1));
      });
    }),
  );
});

it('puts the older event first where two streams contradict each other', () => {
  const merged = merge([
    [missedEvent('x', 2, 'a', 1), missedEvent('y', 1, 'a', 2)],
    [missedEvent('y', 1, 'b', 1), missedEvent('x', 2, 'b', 2)],
  ]);
  expect(merged.map(({ meta }) => meta.id)).toEqual(['y', 'x']);
});

it('takes an event from the stream that shows most of it', () => {
  const copy = (stream: string, payload: string) => ({ ...missedEvent('x', 1, stream, 1), payload });
  const [whole, reduced] = [copy('restaurant:r1', 'whole'), copy('order:o1', 'reduced')];
  for (const pages of [
    [[whole], [reduced]],
    [[reduced], [whole]],
  ])
    expect(merge(pages)).toMatchObject([{ payload: 'whole' }]);
});
