/** What a sign-in with the identity provider failed from. Apart from the client, so that it can be told without loading that. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly problem: 'provider_unavailable' | 'provider_refused';

  constructor(problem: ProviderFailure['problem'], reason: string) {
    super(reason);
    this.problem = problem;
  }
}
