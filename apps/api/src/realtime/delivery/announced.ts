import type { StreamEntry, StreamPosition } from '@passline/event-log';

/** One wire event with its place in every stream that hears it: what nodes tell each other. */
export interface Announced {
  /** Of the wire event: one domain event may be announced as several. */
  id: string;
  event: string;
  at: string;
  payload: unknown;
  streams: Record<string, StreamPosition>;
}

/** What an entry of the log holds. `streams` names all that heard it, when there is more than this one. */
export interface Logged {
  payload: unknown;
  streams?: string[];
}

export const loggedOf = (entry: StreamEntry): Logged => entry.data as Logged;

/** A wire event that is to be said. */
export interface Saying {
  id: string;
  event: string;
  at: Date;
  payload: unknown;
  streams: string[];
}
