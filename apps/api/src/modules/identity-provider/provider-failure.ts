/** Why a sign-in with the identity provider failed. Apart from the client, so that catching it does not load the client. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly problem: 'provider_unavailable' | 'provider_refused';

  constructor(problem: ProviderFailure['problem'], reason: string) {
    super(reason);
    this.problem = problem;
  }
}
