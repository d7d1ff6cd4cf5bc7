import { Service } from '@angular/core';
import { BrowserSession } from '@passline/web/auth/browser-session.ts';
import { problemOf } from '@passline/web/api/api-error.ts';
import { consoleSession } from './console-session.ts';
import { deviceTokenOf, keepDeviceToken } from '@passline/web/auth/device-token.ts';

/** A sign-in whose password was right, to an account with a second factor. */
export interface FirstStep {
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
    try {
      const answer = await this.anonymous.call('login', { body });
      keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
      this.begin(answer);
      return undefined;
    } catch (error) {
      const ticket = problemOf(error)?.ticket;
      if (ticket === undefined) throw error;
      return { email, ticket };
    }
  }

  async signInWithCode({ email, ticket }: FirstStep, code: string): Promise<void> {
    const answer = await this.anonymous.call('signInWithCode', { body: { ticket, code } });
    keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
    this.begin(answer);
  }
}
