import { isStoreAway } from '../storage/store-away.ts';

/** Something that whoever starts the server can put right: told as a sentence, without a stack. */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';
}

/** What ended a start, for whoever started it. */
export function told(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is taken by another program: stop it, or start with another PORT. (${error.message})`;
  if (error instanceof Error && isStoreAway(error))
    return `The store cannot be reached: ${error.message}. Check MONGODB_URI, and that the store is up.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
