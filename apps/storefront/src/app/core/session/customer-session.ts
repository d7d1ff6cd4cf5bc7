import { Service } from '@angular/core';
import { ApiError } from '@passline/api-client';
import type { LanguageCode } from '@passline/web/i18n/language.ts';
import { BrowserSession } from '@passline/web/auth/browser-session.ts';
import { deviceTokenOf, keepDeviceToken } from '@passline/web/auth/device-token.ts';
import { SessionStorage } from '@passline/web/auth/stored-session.ts';

/** The customer on this device, apart from the console's session in the same browser. */
@Service()
export class CustomerSession extends BrowserSession {
  constructor() {
    super(new SessionStorage('passline.customer'));
  }

  /** An account without email address and password: the order needs an owner. */
  async beginAsGuest(name: string, phone: string): Promise<void> {
    this.begin(await this.anonymous.call('openGuest', { body: { name, phone } }));
  }

  /** False: it is an account of staff, a courier or an operator, who do not order here. Nothing is kept of it. */
  async signIn(email: string, password: string): Promise<boolean> {
    const deviceToken = deviceTokenOf(email);
    const body = { email, password, ...(deviceToken !== undefined && { deviceToken }) };
    const answer = await this.anonymous.call('login', { body }).catch((error: unknown) => {
      // Only staff and operators have a second factor.
      const isOfStaff = error instanceof ApiError && error.problem?.code === 'second_factor_required';
      if (!isOfStaff) throw error;
    });
    if (!answer) return false;
    keepDeviceToken(email, answer.deviceToken);
    if (answer.user.role !== 'customer') {
      const headers = { authorization: `Bearer ${answer.accessToken}` };
      await this.anonymous.call('logout', undefined, { headers });
      return false;
    }
    this.begin(answer);
    return true;
  }

  /** A full account: of the guest on this device with their orders, or a new one. */
  async register(account: {
    email: string;
    password: string;
    name: string;
    language: LanguageCode;
  }): Promise<void> {
    const { name, ...rest } = account;
    const { email } = account;
    const answer = this.user()?.guest
      ? await this.client.call('claimGuest', { body: rest })
      : await this.anonymous.call('register', { body: account });
    keepDeviceToken(email, answer.deviceToken);
    this.begin(answer);
  }
}
