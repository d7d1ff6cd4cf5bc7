import type { Meta } from '@passline/contracts';
import { viewOf, wider } from '../delivery/event-views.ts';

/** One missed event, as it is sent to a client. */
export interface MissedEvent {
  event: string;
  payload: unknown;
  meta: Meta;
}

/**
 * Merges streams: each event once with its position in each stream, and each stream in its order. If two streams hold two
 * events in opposite orders, the older event goes first.
 */
export function merge(streams: readonly (readonly MissedEvent[])[]): MissedEvent[] {
  const queues = streams.filter((stream) => stream.length > 0).map((stream) => ({ stream, next: 0 }));
  const remaining = new Map<string, number>();
  const merged = new Map<string, MissedEvent>();
  for (const { meta } of streams.flat()) remaining.set(meta.id, (remaining.get(meta.id) ?? 0) + 1);
  const take = (missed: MissedEvent) => {
    const meta = { ...missed.meta, streams: {} as Meta['streams'] };
    const copies = streams.flatMap((stream) => stream.find((m) => m.meta.id === meta.id) ?? []);
    for (const { meta: place } of copies) Object.assign(meta.streams, place.streams);
    merged.set(meta.id, { ...copies.reduce(widest), meta });
  };
  for (;;) {
    const fronts = queues.flatMap((queue) => {
      while (merged.has(queue.stream[queue.next]?.meta.id ?? '')) queue.next += 1;
      return queue.stream[queue.next] ?? [];
    });
    if (fronts.length === 0) return [...merged.values()];
    const ready = fronts.filter(
      ({ meta }) => fronts.filter((front) => front.meta.id === meta.id).length === remaining.get(meta.id),
    );
    const [first] = (ready.length > 0 ? ready : fronts).sort((a, b) => compare(a.meta, b.meta));
    if (first) take(first);
  }
}

const compare = (a: Meta, b: Meta) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1);

/** The streams of an event may show it in different views. */
const widest = (one: MissedEvent, other: MissedEvent): MissedEvent => {
  const view = viewOfCopy(one);
  return wider(view, viewOfCopy(other)) === view ? one : other;
};
const viewOfCopy = ({ meta }: MissedEvent) => viewOf(Object.keys(meta.streams)[0] ?? '', false);
