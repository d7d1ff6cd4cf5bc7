/** A start failed for a reason that the operator can fix. It is printed as a sentence, without a stack trace. */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';
}
