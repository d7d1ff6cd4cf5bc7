import { StartProblem } from '../common/config/start-problem.ts';
import { isStoreAway } from '../infrastructure/database/store-away.ts';

/** Why the start failed, as a sentence if the person who starts the server can fix it. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is taken by another program: stop it, or start with another PORT. (${error.message})`;
  if (error instanceof Error && isStoreAway(error))
    return `The store cannot be reached: ${error.message}. Check MONGODB_URI, and that the store is up.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
