import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Refusal } from '@passline/contracts';
import type { Request } from 'express';
import { Identity } from './identity.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { SERVED, type Served } from '../../common/http/serve.ts';
import { type Rate, TokenBuckets } from '../../common/http/token-buckets.ts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type Caller, originOf } from '../../common/access/caller.ts';
import { isHere, isSame } from '../../common/access/secrets.ts';

/** A token that has run out is refreshed and tried again; nobody needs a hundred of them. */
const failures: Rate = { burst: 100, perSecond: 5 };

/**
 * The coarse gate in front of every HTTP route: who may try it at all, as the contract says. It fails closed: a route
 * that serves no call of the contract does not exist. Whether the caller may do it to this order or that restaurant
 * is asked by the service, with the thing in hand.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #addresses: TokenBuckets;

  constructor(
    private readonly reflector: Reflector,
    private readonly identity: Identity,
    private readonly limits: AccountLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#addresses = new TokenBuckets({ factor: config.rateLimitFactor });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Nest brings global guards to socket messages too: those are the gateway's own to guard.
    if (context.getType() !== 'http') return true;
    const served = this.reflector.get<Served | undefined>(SERVED, context.getHandler());
    if (!served) throw new Refusal('not_found', 'This route serves no call of the contract.');
    const request = context.switchToHttp().getRequest<Request>();
    const { who } = served.call;
    switch (who) {
      case 'anyone':
        this.#slowDown(request, served);
        if (served.call.seesMore) await this.#recognize(request);
        return true;
      case 'scraper':
        this.#admitScraper(request);
        return true;
      case 'service':
        this.#admitService(request);
        return true;
      // The signature over the body is checked by the call itself, which knows the provider.
      case 'provider':
        this.#slowDown(request, served);
        return true;
      default: {
        const caller = await this.#callerOf(request);
        request.caller = { ...caller, origin: originOf(request) };
        if (who !== 'signed-in' && !who.includes(caller.role))
          throw new Refusal(
            'forbidden',
            `You may not do this: it is for ${who.join(', ')}; you are ${caller.role}.`,
          );
        if (served.call.method !== 'GET' && served.perAccount)
          await this.limits.demand(caller.id, served.perAccount);
        return true;
      }
    }
  }

  /** Where it is not needed to be somebody, a token that is wrong or over makes one a stranger. */
  async #recognize(request: Request): Promise<void> {
    const token = bearerOrNone(request);
    if (!token) return;
    try {
      request.caller = { ...(await this.identity.of(token)), origin: originOf(request) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Guessing at tokens is slowed down by what fails: who is signed in does not wait for a stranger next door. */
  async #callerOf(request: Request): Promise<Caller> {
    try {
      return await this.identity.of(bearer(request));
    } catch (error) {
      if (error instanceof Refusal) this.#countFailure(request);
      throw error;
    }
  }

  #countFailure(request: Request): void {
    const retryAfter = this.#addresses.take(`${request.ip ?? ''} refused`, failures);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many refused requests from your address: wait a little.', {
        retryAfter,
      });
  }

  #slowDown(request: Request, { call, perAddress }: Served): void {
    const retryAfter = this.#addresses.take(`${request.ip ?? ''} ${call.method} ${call.path}`, perAddress);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many requests from your address: wait a little.', {
        retryAfter,
      });
  }

  #admitScraper(request: Request): void {
    const token = this.config.metricsToken;
    if (token ? isSame(bearerOrNone(request), token) : isHere(request)) return;
    this.#countFailure(request);
    throw new Refusal('not_found', 'There is nothing here for you.');
  }

  #admitService(request: Request): void {
    const key = this.config.internalApiKey;
    if (!key) throw new Refusal('not_found', 'The internal API is off.');
    if (isSame(request.header('x-internal-key') ?? '', key)) return;
    this.#countFailure(request);
    throw new Refusal('unauthorized', 'The internal key is missing or wrong.');
  }
}

const bearerOrNone = (request: Request): string =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';

function bearer(request: Request): string {
  const token = bearerOrNone(request);
  if (!token) throw new Refusal('unauthorized', 'Send an access token: Authorization: Bearer …');
  return token;
}
