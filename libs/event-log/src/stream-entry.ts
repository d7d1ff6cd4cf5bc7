import { randomBytes } from 'node:crypto';

/** An event that is to be put into streams. */
export interface Publication<D = unknown> {
  /** Of the event: publishing it again finds the place that it already has. */
  id: string;
  type: string;
  at: Date;
  data: D;
  streams: readonly string[];
  /**
   * Streams that this event is known to begin. The writer does not look up where they end; a wrong claim would give a
   * place twice.
   */
  begins?: readonly string[];
}

/** A publication with its place in the log, and its place in each of its streams. */
export interface SequencedPublication<D = unknown> extends Omit<Publication<D>, 'streams' | 'begins'> {
  /** The place in the log: one sequence for all streams, without a gap. */
  position: number;
  epoch: string;
  /** The place in each stream: one sequence per stream, without a gap. */
  streams: Record<string, number>;
}

/** A place in one life of a stream; `{ seq: 0, epoch: '' }` is before everything. */
export interface StreamPosition {
  seq: number;
  epoch: string;
}

export const BEGINNING: StreamPosition = { seq: 0, epoch: '' };

/** One document per publication. `_id` is its place in the log. */
export interface StoredPublication {
  _id: number;
  epoch: string;
  eventId: string;
  type: string;
  at: Date;
  data: unknown;
  streams: string[];
  /** The place in each of `streams`. */
  seqs: number[];
  /** When it came into the log, by the clock of the node that wrote it: for expiry only. */
  loggedAt: Date;
  /** The newest entry stays when it expires, without its data, so that the log knows where it ends. */
  expired?: true;
}

/** Where a stream ended when its last entry expired. */
export interface StoredMark {
  _id: string;
  seq: number;
}

export const newEpoch = () => randomBytes(6).toString('base64url');

export function toStored(publication: SequencedPublication, loggedAt: Date): StoredPublication {
  const { position, epoch, id, type, at, data, streams } = publication;
  return {
    _id: position,
    epoch,
    eventId: id,
    type,
    at,
    data,
    streams: Object.keys(streams),
    seqs: Object.values(streams),
    loggedAt,
  };
}

export function fromStored(stored: StoredPublication): SequencedPublication {
  const { _id, epoch, eventId, type, at, data } = stored;
  return { position: _id, epoch, id: eventId, type, at, data, streams: placesOf(stored) };
}

export const placesOf = ({
  streams,
  seqs,
}: Pick<StoredPublication, 'streams' | 'seqs'>): Record<string, number> =>
  Object.fromEntries(streams.map((stream, index) => [stream, seqs[index] ?? 0]));
