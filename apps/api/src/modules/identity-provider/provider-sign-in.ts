import { Injectable, Logger } from '@nestjs/common';
import type { IdentityProviderProblem } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { networkOf } from '../../common/http/client-address.ts';
import { SignInTickets, ticketLifetimes } from '../second-factor/sign-in-tickets.ts';
import { IdentityProvider } from './identity-provider.ts';
import { ProviderAccounts } from './provider-accounts.ts';
import { ProviderFailure } from './provider-failure.ts';
import { ProviderAttempts, attemptMs } from './provider-attempts.ts';

/** Where the browser goes next, and what it keeps until then; null: nothing any more. */
export interface Redirect {
  to: string;
  keeps: { token: string; forMs: number } | null;
}

/** The way to the identity provider and back. It ends with a ticket for a session, which only this browser has. */
@Injectable()
export class ProviderSignIn {
  readonly #log = new Logger(ProviderSignIn.name);

  constructor(
    private readonly provider: IdentityProvider,
    private readonly attempts: ProviderAttempts,
    private readonly accounts: ProviderAccounts,
    private readonly tickets: SignInTickets,
  ) {}

  async start(next: string | null): Promise<Redirect> {
    this.provider.assertConfigured();
    try {
      const { url, attempt } = await this.provider.begin();
      const token = await this.attempts.add({ ...attempt, next });
      return { to: url.href, keeps: { token, forMs: attemptMs } };
    } catch (error) {
      return this.#failed(error, next);
    }
  }

  /** `kept`: what the browser keeps since `start`. */
  async finish(parameters: URLSearchParams, kept: string, origin: Origin): Promise<Redirect> {
    this.provider.assertConfigured();
    const attempt = await this.attempts.take(kept, parameters.get('state'));
    if (!attempt) return this.#refused('sign_in_expired', null);
    try {
      const identity = await this.provider.finish(parameters, attempt);
      const account = await this.accounts.of(identity, origin);
      if (typeof account === 'string') return this.#refused(account, attempt.next);
      const { issuer, subject } = identity;
      const token = await this.tickets.issue('session', account, {
        network: networkOf(origin.ip),
        device: null,
        key: null,
        identity: { issuer, subject },
      });
      return {
        to: signInPage('done', attempt.next),
        keeps: { token, forMs: ticketLifetimes.session },
      };
    } catch (error) {
      return this.#failed(error, attempt.next);
    }
  }

  #failed(error: unknown, next: string | null): Redirect {
    if (!(error instanceof ProviderFailure)) throw error;
    return this.#refused(error.problem, next, error.message);
  }

  #refused(problem: IdentityProviderProblem, next: string | null, reason?: string): Redirect {
    this.#log.warn({ problem, reason, msg: 'sign-in with the identity provider failed' });
    return { to: signInPage(problem, next), keeps: null };
  }
}

/** Always the sign-in page of this server: the page that was asked for is only a parameter of it. */
const signInPage = (provider: 'done' | IdentityProviderProblem, next: string | null): string =>
  `/sign-in?${new URLSearchParams({ provider, ...(next !== null && { next }) }).toString()}`;
