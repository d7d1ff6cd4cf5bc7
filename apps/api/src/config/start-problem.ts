/** Something that whoever starts the server can put right: told as a sentence, without a stack. */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';
}
