import { randomBytes } from 'node:crypto';

/** What is to be said in a stream. */
export interface StreamAppend<D = unknown> {
  stream: string;
  eventId: string;
  type: string;
  at: Date;
  data: D;
}

/** A place in one life of a stream; `{ seq: 0, epoch: '' }` is before everything. */
export interface StreamPosition {
  seq: number;
  epoch: string;
}

export interface StreamEntry<D = unknown> extends StreamAppend<D>, StreamPosition {}

/**
 * `_id` is `<eventId>@<stream>`: the primary key is the rule that an event is in a stream once, and because
 * event ids are made in order of time, new entries are always added at the end of its index.
 */
export interface StoredEntry extends StreamEntry {
  _id: string;
  /** When it came into the log. Absent once the entry is only kept as the mark of what was cut. */
  loggedAt?: Date;
  /** On the first entry of a stream only: everything up to here has expired. */
  cutTo?: number;
}

export const BEGINNING: StreamPosition = { seq: 0, epoch: '' };

export const keyOf = ({ eventId, stream }: { eventId: string; stream: string }) => `${eventId}@${stream}`;

export const newEpoch = () => randomBytes(6).toString('base64url');
