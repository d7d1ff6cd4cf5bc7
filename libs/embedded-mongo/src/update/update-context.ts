import type { CompileExpression } from '../query/aggregation-expression.ts';

export interface UpdateContext {
  compileExpression: CompileExpression;
  arrayFilters: unknown;
  now: Date;
}
