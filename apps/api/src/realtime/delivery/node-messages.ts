import type { Announced } from './announced.ts';

/** What nodes tell each other, and what they answer. */
export interface NodeMessages {
  announced: { message: Announced; answer: undefined };
}
