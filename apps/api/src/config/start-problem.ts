/** Something that whoever starts the server can put right: told as a sentence, without a stack. */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';
}

/** What ended a start, for whoever started it. */
export function told(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is taken by another program: stop it, or start with another PORT. (${error.message})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
