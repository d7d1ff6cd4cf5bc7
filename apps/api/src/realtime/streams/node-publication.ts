import type { SequencedPublication } from '@passline/event-log';

/** A log entry as nodes send it to each other: in JSON a date is a string. */
export type NodePublication = Omit<SequencedPublication, 'at'> & { at: string };

export const toNodePublication = (publication: SequencedPublication): NodePublication => ({
  ...publication,
  at: publication.at.toISOString(),
});

export const fromNodePublication = (publication: NodePublication): SequencedPublication => ({
  ...publication,
  at: new Date(publication.at),
});
