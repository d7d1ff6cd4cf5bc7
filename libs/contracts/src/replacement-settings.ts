import { z } from 'zod';

export const Afterwards = z.enum(['remove', 'cancel']).meta({
  description: 'What happens without an answer: the item is taken out, or the order is cancelled',
});

export type Afterwards = z.infer<typeof Afterwards>;

/** The time limit of customers who are asked about a replacement. */
export const Replacements = z.object({
  answerMinutes: z.int().min(1).max(60).meta({
    description: 'Minutes to answer; for an order for later at least until its lead time begins',
  }),
  afterwards: Afterwards,
});
export type Replacements = z.infer<typeof Replacements>;
