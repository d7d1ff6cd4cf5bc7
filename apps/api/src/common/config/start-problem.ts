/** A start fails for a reason that the person who starts the server can fix: printed as a sentence, without a stack. */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';
}
