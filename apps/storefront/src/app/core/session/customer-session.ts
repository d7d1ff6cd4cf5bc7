import { Service } from '@angular/core';
import type { LanguageCode } from '@passline/web/i18n/language.ts';
import { keepDeviceToken } from '@passline/web/auth/device-token.ts';
import { RoleSession } from '@passline/web/auth/role-session.ts';

/** The customer on this device, apart from the console's session in the same browser. */
@Service()
export class CustomerSession extends RoleSession {
  constructor() {
    super('passline.customer', 'customer');
  }

  /** An account without email address and password: the order needs an owner. */
  async beginAsGuest(name: string, phone: string): Promise<void> {
    this.begin(await this.anonymous.call('openGuest', { body: { name, phone } }));
  }

  /** False: it is an account of staff, a courier or an operator, who do not order here. Nothing is kept of it. */
  async signIn(email: string, password: string): Promise<boolean> {
    return (await this.signInAs(email, password)) === 'customer';
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
