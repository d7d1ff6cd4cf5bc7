import { Service } from '@angular/core';
import { BrowserSession } from '@passline/web/auth/browser-session.ts';
import { consoleSession } from './console-session.ts';
import { deviceTokenOf, keepDeviceToken } from '@passline/web/auth/device-token.ts';

/** The signed-in user of the console. */
@Service()
export class AuthSession extends BrowserSession {
  constructor() {
    super(consoleSession);
  }

  async signIn(email: string, password: string): Promise<void> {
    const deviceToken = deviceTokenOf(email);
    const body = { email, password, ...(deviceToken !== undefined && { deviceToken }) };
    const answer = await this.anonymous.call('login', { body });
    keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
    this.begin(answer);
  }
}
