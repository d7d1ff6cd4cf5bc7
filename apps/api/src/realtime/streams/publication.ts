import type { SequencedPublication } from '@passline/event-log';

/** An entry of the log as nodes send it to each other: as JSON, in which a date is text. */
export type NodePublication = Omit<SequencedPublication, 'at'> & { at: string };

export const toNodePublication = (publication: SequencedPublication): NodePublication => ({
  ...publication,
  at: publication.at.toISOString(),
});

export const fromNodePublication = (publication: NodePublication): SequencedPublication => ({
  ...publication,
  at: new Date(publication.at),
});
