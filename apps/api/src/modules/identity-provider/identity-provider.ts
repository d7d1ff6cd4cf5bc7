import { Inject, Injectable } from '@nestjs/common';
import { Refusal, fullPath, routes } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import type { AttemptSecrets, OpenIdClient, ProvidedIdentity, ProviderSettings } from './open-id-client.ts';

/** How long its description is used. Soon after it has stopped, the sign-in page says so instead of sending browsers there. */
const knownForMs = 30_000;

/**
 * openid-client is loaded only now, because most installations never use it. Outside of the class: TypeScript does not
 * rewrite the extension of an import within a decorated one.
 */
async function discover(settings: ProviderSettings): Promise<OpenIdClient> {
  return (await import('./open-id-client.ts')).discover(settings);
}

/**
 * The identity provider of the configuration. It is asked only for a sign-in, so a provider that is down
 * does not keep the server from starting.
 */
@Injectable()
export class IdentityProvider {
  #known: { client: Promise<OpenIdClient>; until: number } | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'identityProvider'>) {}

  assertConfigured(): void {
    this.#settings();
  }

  async begin(): Promise<{ url: URL; attempt: AttemptSecrets }> {
    const client = await this.#client();
    const attempt = client.newAttempt();
    return { url: await client.authorizationUrl(attempt, this.#redirectUri()), attempt };
  }

  /** `parameters`: with which the provider sent the browser back. */
  async finish(parameters: URLSearchParams, attempt: AttemptSecrets): Promise<ProvidedIdentity> {
    const callback = new URL(this.#redirectUri());
    callback.search = parameters.toString();
    return (await this.#client()).identityFrom(callback, attempt);
  }

  /** A failure is not kept: the next sign-in asks again. */
  async #client(): Promise<OpenIdClient> {
    if (this.#known && this.#known.until > Date.now()) return this.#known.client;
    const known = { client: discover(this.#settings()), until: Date.now() + knownForMs };
    this.#known = known;
    try {
      return await known.client;
    } catch (error) {
      if (this.#known === known) this.#known = undefined;
      throw error;
    }
  }

  #redirectUri(): string {
    return this.#settings().publicUrl + fullPath(routes.finishProviderSignIn);
  }

  #settings(): ProviderSettings {
    const settings = this.config.identityProvider;
    if (settings) return settings;
    throw new Refusal('not_found', 'This server has no identity provider. Sign in with a password.');
  }
}
