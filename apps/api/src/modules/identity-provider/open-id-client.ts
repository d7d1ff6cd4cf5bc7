import * as openid from 'openid-client';
import type { Config } from '../../common/config/env.ts';
import type { Attempt } from './provider-attempts.ts';
import { ProviderFailure } from './provider-failure.ts';

const answerSeconds = 5;

/** What an attempt must prove when its browser comes back. */
export type AttemptSecrets = Pick<Attempt, 'state' | 'nonce' | 'verifier'>;

export type ProviderSettings = NonNullable<Config['identityProvider']>;

/** Who came back from the identity provider. */
export interface ProvidedIdentity {
  issuer: string;
  subject: string;
  email: string | null;
  /** The provider says that it has checked that the address belongs to the person. */
  emailVerified: boolean;
}

/** Of the settings: the addresses and abilities of the provider, as it describes them itself. */
export async function discover(settings: ProviderSettings): Promise<OpenIdClient> {
  const { issuer, clientId, clientSecret } = settings;
  try {
    const found = await openid.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === undefined ? openid.None() : authenticationWith(clientSecret),
      {
        timeout: answerSeconds,
        // The configuration allows http only for this machine.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out
        execute: issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [],
      },
    );
    return new OpenIdClient(found);
  } catch (error) {
    // Also a wrong description: the provider cannot be used, whatever the person does.
    throw new ProviderFailure('provider_unavailable', reasonOf(error));
  }
}

/** The authorization code flow with PKCE, state and nonce. */
export class OpenIdClient {
  readonly #provider: openid.Configuration;

  constructor(provider: openid.Configuration) {
    this.#provider = provider;
  }

  newAttempt(): AttemptSecrets {
    return {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
    };
  }

  async authorizationUrl({ state, nonce, verifier }: AttemptSecrets, redirectUri: string): Promise<URL> {
    return openid.buildAuthorizationUrl(this.#provider, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  /** `callback`: the address to which the provider sent the browser back. */
  async identityFrom(callback: URL, { state, nonce, verifier }: AttemptSecrets): Promise<ProvidedIdentity> {
    try {
      const tokens = await openid.authorizationCodeGrant(this.#provider, callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      const about = await this.#aboutPerson(claims, tokens.access_token);
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: typeof about['email'] === 'string' ? about['email'].trim().toLowerCase() : null,
        emailVerified: about['email_verified'] === true,
      };
    } catch (error) {
      const problem = isUnreachable(error) ? 'provider_unavailable' : 'provider_refused';
      throw new ProviderFailure(problem, reasonOf(error));
    }
  }

  /** Many providers give the address only at another endpoint. Address and verification are taken from one place. */
  async #aboutPerson(claims: openid.IDToken, accessToken: string): Promise<Record<string, unknown>> {
    const isComplete = 'email' in claims && 'email_verified' in claims;
    if (isComplete || !this.#provider.serverMetadata().userinfo_endpoint) return claims;
    return openid.fetchUserInfo(this.#provider, accessToken, claims.sub);
  }
}

/** In the header, which all providers support that say nothing else, or in the body. */
const authenticationWith =
  (secret: string): openid.ClientAuth =>
  (server, ...rest) => {
    const isBasic = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
    const authenticate = isBasic ? openid.ClientSecretBasic(secret) : openid.ClientSecretPost(secret);
    authenticate(server, ...rest);
  };

const answersNothingUsable: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

function isUnreachable(error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) return error.status >= 500;
  if (error instanceof openid.ClientError) return answersNothingUsable.has(error.code ?? '');
  // What fetch throws without a connection.
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** For the log. Not the whole error: its causes contain answers of the provider, with codes and claims. */
function reasonOf(error: unknown): string {
  if (error instanceof openid.ResponseBodyError || error instanceof openid.AuthorizationResponseError)
    return error.error.slice(0, 100);
  const { message, code, cause } = error as Error & { code?: string };
  const below = cause instanceof Error ? (cause as Error & { code?: string }).code : undefined;
  return [message, code ?? below].filter((part) => part !== undefined).join(' ');
}
