import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Call, Refusal, rolesOf } from '@passline/contracts';
import type { Request } from 'express';
import { Authenticator } from './authenticator.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { SERVED, type Served } from '../../common/http/serve.decorator.ts';
import { type Rate, TokenBuckets } from '../../common/http/token-buckets.ts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type KeyCaller, type UserOrKey, originOf } from '../../common/access/caller.ts';
import { isSameSecret } from '../../common/access/is-same-secret.ts';
import { isLocalRequest } from '../../common/access/local-request.ts';

/** Rejected tokens per address. An expired token is refreshed and sent again, so legitimate clients fail rarely. */
const failures: Rate = { burst: 100, perSecond: 5 };

/**
 * Checks for every HTTP route which roles and which scopes of API keys may call it, as the contract defines. It fails closed: a route that serves no
 * call of the contract answers 404. The services check access to a single order or restaurant, because they have it
 * loaded. It also limits open routes per address, and changes per account.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #addresses: TokenBuckets;

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limits: AccountLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#addresses = new TokenBuckets({ factor: config.rateLimitFactor });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Nest also runs global guards for socket messages. The gateway has guards of its own for those.
    if (context.getType() !== 'http') return true;
    const served = this.reflector.get<Served | undefined>(SERVED, context.getHandler());
    if (!served) throw new Refusal('not_found', 'This route does not exist.');
    const request = context.switchToHttp().getRequest<Request>();
    const { who } = served.call;
    switch (who) {
      case 'anyone':
        this.#limitByAddress(request, served);
        if (served.call.seesMore) await this.#recognize(request);
        return true;
      case 'scraper':
        this.#admitScraper(request);
        return true;
      case 'service':
        this.#admitService(request);
        return true;
      // WebhookGuard checks the signature over the body, because it knows the provider.
      case 'provider':
        this.#limitByAddress(request, served);
        return true;
      default: {
        const caller = await this.#callerOf(request, served.call);
        request.caller = { ...caller, origin: originOf(request) };
        if (caller.kind === 'key') assertScope(caller, served.call);
        else if (who !== 'signed-in' && !rolesOf(caller).some((role) => who.includes(role)))
          throw new Refusal(
            'forbidden',
            `Your role ${caller.role} may not do this. It requires one of: ${who.join(', ')}.`,
          );
        if (served.call.method !== 'GET' && served.perAccount)
          await this.limits.assertWithinLimit(caller.id, served.perAccount);
        return true;
      }
    }
  }

  /** Open routes treat a request with an invalid or expired token as anonymous. */
  async #recognize(request: Request): Promise<void> {
    const token = bearerOrNone(request);
    if (!token) return;
    try {
      request.caller = { ...(await this.authenticator.callerOf(token)), origin: originOf(request) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Counts failures only, so that guessing tokens does not slow down signed-in users behind the same address. */
  async #callerOf(request: Request, call: Call): Promise<UserOrKey> {
    try {
      return await this.authenticator.callerOf(bearer(request), call);
    } catch (error) {
      // A missing second factor is no guess: the token was right.
      if (error instanceof Refusal && error.code !== 'second_factor_missing') this.#countFailure(request);
      throw error;
    }
  }

  #countFailure(request: Request): void {
    const retryAfter = this.#addresses.take(`${request.ip ?? ''} refused`, failures);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many rejected requests from your address. Try again later.', {
        retryAfter,
      });
  }

  #limitByAddress(request: Request, { call, perAddress }: Served): void {
    const retryAfter = this.#addresses.take(`${request.ip ?? ''} ${call.method} ${call.path}`, perAddress);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many requests from your address. Try again later.', {
        retryAfter,
      });
  }

  #admitScraper(request: Request): void {
    const token = this.config.metricsToken;
    if (token ? isSameSecret(bearerOrNone(request), token) : isLocalRequest(request)) return;
    this.#countFailure(request);
    throw new Refusal('not_found', 'This route does not exist.');
  }

  #admitService(request: Request): void {
    const key = this.config.internalApiKey;
    if (!key)
      throw new Refusal(
        'not_found',
        'The internal API is off. Set INTERNAL_API_KEY to a key of at least 16 characters to enable it.',
      );
    if (isSameSecret(request.header('x-internal-key') ?? '', key)) return;
    this.#countFailure(request);
    throw new Refusal('unauthorized', 'The header x-internal-key is missing or wrong.');
  }
}

function assertScope({ name, scopes }: KeyCaller, { keyScope }: Call): void {
  if (keyScope === undefined)
    throw new Refusal('forbidden', 'No API key may use this call. It requires the sign-in of a user.');
  if (!scopes.includes(keyScope))
    throw new Refusal('scope_missing', `The API key "${name}" does not have the scope ${keyScope}.`);
}

const bearerOrNone = (request: Request): string =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';

function bearer(request: Request): string {
  const token = bearerOrNone(request);
  if (!token)
    throw new Refusal(
      'unauthorized',
      'This call requires an access token. Send it in the header Authorization: Bearer …',
    );
  return token;
}
