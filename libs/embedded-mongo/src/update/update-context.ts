import type { Evaluate } from '../query/expression.ts';

export interface UpdateContext {
  evaluate: Evaluate;
  arrayFilters: unknown;
  now: Date;
}
