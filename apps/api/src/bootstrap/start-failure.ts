import { StartProblem } from '../common/config/start-problem.ts';
import { isStoreUnavailable } from '../infrastructure/database/store-unavailable.ts';

/** Why the start failed, as a sentence if the person who starts the server can fix it. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is used by another program. Stop it, or set PORT to another number. (${error.message})`;
  if (error instanceof Error && isStoreUnavailable(error))
    return `The store cannot be reached: ${error.message}. Check MONGODB_URI, and that the store is up.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
