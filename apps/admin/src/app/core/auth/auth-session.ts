import { Service } from '@angular/core';
import type { Session } from '@passline/contracts';
import { BrowserSession } from '@passline/web/auth/browser-session.ts';
import { problemOf } from '@passline/web/api/api-error.ts';
import { consoleSession } from './console-session.ts';
import { deviceTokenOf, deviceTokens, keepDeviceToken } from '@passline/web/auth/device-token.ts';

/** A sign-in whose first step was right, to an account with a second factor. */
export interface FirstStep {
  /** Empty after a sign-in with the identity provider: only the server knows it then. */
  email: string;
  ticket: string;
}

/** The signed-in user of the console. */
@Service()
export class AuthSession extends BrowserSession {
  constructor() {
    super(consoleSession);
  }

  /** Resolves with the first step if the account has a second factor: then `signInWithCode` finishes the sign-in. */
  async signIn(email: string, password: string): Promise<FirstStep | undefined> {
    const deviceToken = deviceTokenOf(email);
    const body = { email, password, ...(deviceToken !== undefined && { deviceToken }) };
    return this.#firstStep(email, this.anonymous.call('login', { body }));
  }

  /** After the identity provider has sent the browser back: its cookie names the account. Resolves as `signIn` does. */
  signInFromProvider(): Promise<FirstStep | undefined> {
    const body = { deviceTokens: deviceTokens() };
    return this.#firstStep('', this.anonymous.call('openProviderSession', { body }));
  }

  async signInWithCode({ email, ticket }: FirstStep, code: string): Promise<void> {
    this.#take(email, await this.anonymous.call('signInWithCode', { body: { ticket, code } }));
  }

  async #firstStep(email: string, answer: Promise<Session>): Promise<FirstStep | undefined> {
    try {
      this.#take(email, await answer);
      return undefined;
    } catch (error) {
      const ticket = problemOf(error)?.ticket;
      if (ticket === undefined) throw error;
      return { email, ticket };
    }
  }

  #take(email: string, answer: Session): void {
    keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
    this.begin(answer);
  }
}
