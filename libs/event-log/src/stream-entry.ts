import { randomBytes } from 'node:crypto';
import { traced } from './event-tracing.ts';

/** An event to be published to streams. */
export interface Publication<D = unknown> {
  /** The event id: publishing the same id again returns its existing positions. */
  id: string;
  type: string;
  at: Date;
  data: D;
  /** The W3C traceparent under which it is delivered. */
  trace?: string;
  streams: readonly string[];
  /**
   * Streams that start with this event, so that the writer need not look up their heads. A wrong value would assign a
   * number twice.
   */
  begins?: readonly string[];
}

/** A publication with its position in the log and its number in each of its streams. */
export interface SequencedPublication<D = unknown> extends Omit<Publication<D>, 'streams' | 'begins'> {
  /** The position in the log: one gapless sequence for all streams. */
  position: number;
  epoch: string;
  /** The number in each stream: one gapless sequence per stream. */
  streams: Record<string, number>;
}

/** A position in one epoch of a stream; `{ seq: 0, epoch: '' }` is before the first event. */
export interface StreamPosition {
  seq: number;
  epoch: string;
}

/** An entry in this stream tells every process that earlier entries were redacted. Clients cannot read it. */
export const REDACTIONS = 'redactions';

export const BEGINNING: StreamPosition = { seq: 0, epoch: '' };

/** One document per publication. `_id` is its position in the log. */
export interface StoredPublication {
  _id: number;
  epoch: string;
  eventId: string;
  type: string;
  at: Date;
  data: unknown;
  trace?: string;
  streams: string[];
  /** The number in each of `streams`. */
  seqs: number[];
  /** When it was appended, by the clock of the writing node; used only for expiry. */
  loggedAt: Date;
  /** When the newest entry expires, it stays without its data, because it marks the end of the log. */
  expired?: true;
}

/** The head of a stream when its last entry expired. */
export interface StoredMark {
  _id: string;
  seq: number;
}

export const newEpoch = () => randomBytes(6).toString('base64url');

export function toStored(publication: SequencedPublication, loggedAt: Date): StoredPublication {
  const { position, epoch, id, type, at, data, trace, streams } = publication;
  return {
    _id: position,
    epoch,
    eventId: id,
    type,
    at,
    data,
    ...traced(trace),
    streams: Object.keys(streams),
    seqs: Object.values(streams),
    loggedAt,
  };
}

export function fromStored(stored: StoredPublication): SequencedPublication {
  const { _id, epoch, eventId, type, at, data, trace } = stored;
  return { position: _id, epoch, id: eventId, type, at, data, ...traced(trace), streams: placesOf(stored) };
}

export const placesOf = ({
  streams,
  seqs,
}: Pick<StoredPublication, 'streams' | 'seqs'>): Record<string, number> =>
  Object.fromEntries(streams.map((stream, index) => [stream, seqs[index] ?? 0]));
